// SPDX-License-Identifier: Apache-2.0
// What somebody may do in the mailboxes of one store: the walk from a mailbox to the store, over
// the entries that are his, his company's or his groups'.
#pragma once

#include <kc/abi/draft/stores.h>
#include <kc/status.hpp>

#include <map>
#include <string>

namespace kc::store
{

struct Standing
{
    kc_id actor = 0;
    bool isWhole = false;         ///< the owner, and SYSTEM: all, everywhere
    std::uint32_t everywhere = 0; ///< what an administrator may
    /// His entries by the name of their mailbox ("": the store), those of one mailbox together.
    std::map<std::string, std::uint32_t, std::less<>> entries;

    /// Bits of kc_right in a mailbox, whether or not it exists.
    std::uint32_t rights(sv mailbox) const;

    /// All that there is to do, with the store itself too.
    bool isMaster() const { return isWhole || everywhere == KC_RIGHTS_ALL; }

    /// Who has put a message there: st_message.creator; 0 for who may do all anyhow.
    kc_id creator() const { return isWhole ? 0 : actor; }
};

/// Is it for him as if a mailbox in which he has these were there?
constexpr bool seesWith(std::uint32_t rights)
{
    return (rights & (KC_RIGHT_VISIBLE | KC_RIGHT_READ)) != 0;
}

} // namespace kc::store
