// SPDX-License-Identifier: Apache-2.0
// The octets of one message and where its sections lie.
#pragma once

#include "FetchRequest.h"
#include "MessageCache.h"

#include <kc/store.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace kc::imap
{

/// Octets read at once.
inline constexpr std::size_t kPieceBytes = 64 * 1024;

class OpenMessage
{
public:
    /// `headerLength` as the summary has it; nothing: it is found by a scan.
    OpenMessage(Reader reader, std::optional<std::uint64_t> headerLength)
        : _reader{std::move(reader)}, _size{_reader.length()}, _headerLength{headerLength}
    {
    }

    /// Can range() not be answered for this section without the part tree?
    bool needsTree(const FetchSection& section) const
    {
        return section.needsTree() || (!_headerLength && section.kind != mime::SectionKind::Whole);
    }

    /// Reads the whole message once.
    mime::Structure scan(Context& context);

    /// The tree must outlive this.
    void use(const mime::Structure& tree) { _tree = &tree; }

    /// The part that the section's path names; nullptr without a path, or if there is no such part.
    /// Needs the tree.
    const mime::Part* part(const FetchSection& section) const;

    /// Nothing if there is no such section.
    std::optional<mime::OctetRange> range(const FetchSection& section) const;

    /// HEADER.FIELDS of the header in `range`; of its first MiB, that is.
    std::string fields(Context& context, const FetchSection& section, mime::OctetRange range);

    /// The first words of its text (RFC 8970 §3), empty if it has none. Needs the tree.
    std::string preview(Context& context);

    void seek(Context& context, std::uint64_t offset) { _reader.seek(context, offset); }

    /// The next octets; throws Fault if the message ends before.
    sv read(Context& context, std::span<char> buffer);

private:
    Reader _reader;
    std::uint64_t _size;
    std::optional<std::uint64_t> _headerLength;
    const mime::Structure* _tree = nullptr;
};

} // namespace kc::imap
