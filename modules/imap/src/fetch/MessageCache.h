// SPDX-License-Identifier: Apache-2.0
// The part tree of the message whose parts were asked for last: clients fetch the parts of one
// message one after the other. Small trees only, since sessions idle by the thousand.
#pragma once

#include <kc/abi/base.h>
#include <kc/mime/Structure.h>

#include <cstdint>
#include <optional>

namespace kc::imap
{

class MessageCache
{
public:
    const mime::Structure* find(kc_id mailbox, std::uint32_t uid) const
    {
        return _structure && mailbox == _mailbox && uid == _uid ? &*_structure : nullptr;
    }

    const mime::Structure& keep(kc_id mailbox, std::uint32_t uid, mime::Structure structure)
    {
        _mailbox = mailbox;
        _uid = uid;
        return _structure.emplace(std::move(structure));
    }

    /// After a command.
    void trim()
    {
        if (_structure && _structure->parts.size() > kSmall)
            _structure.reset();
    }

private:
    static constexpr std::size_t kSmall = 16;

    kc_id _mailbox = 0;
    std::uint32_t _uid = 0;
    std::optional<mime::Structure> _structure;
};

} // namespace kc::imap
