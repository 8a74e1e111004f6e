// SPDX-License-Identifier: Apache-2.0
// The part tree of one message as the Scanner found it: offsets into the octets of the message and
// the decoded meaning of the header fields that describe content. A plain value; it refers to
// nothing.
#pragma once

#include <kc/mime/Base64.h>
#include <kc/mime/ContentField.h>

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace kc::mime
{

using PartIndex = std::uint32_t;
inline constexpr PartIndex kNoPart = std::numeric_limits<PartIndex>::max();
inline constexpr std::uint32_t kNoEnvelope = std::numeric_limits<std::uint32_t>::max();

/// What was found inside a part, whatever its Content-Type says.
enum class PartKind : std::uint8_t
{
    Leaf,      ///< octets; also a multipart in which no part was found, and all beyond a limit
    Multipart, ///< has at least one child
    Message    ///< message/rfc822 with exactly one child, the embedded message
};

/// Half-open range of octets in the message.
struct OctetRange
{
    std::uint64_t begin = 0;
    std::uint64_t end = 0;

    std::uint64_t size() const noexcept { return end - begin; }
    friend bool operator==(const OctetRange&, const OctetRange&) = default;
};

/// Header fields of a message that IMAP's ENVELOPE (RFC 3501 §7.4.2) and THREAD show, unfolded, not
/// decoded.
/// Nothing = no such field. Fields that name addresses and occur again are joined by a comma (RFC
/// 5322 §4.5.3), of others the first counts.
struct EnvelopeFields
{
    std::optional<std::string> date, subject, from, sender, replyTo, to, cc, bcc, inReplyTo,
        messageId;
    std::optional<std::string> references; ///< of the message itself only

    friend bool operator==(const EnvelopeFields&, const EnvelopeFields&) = default;
};

/// One part. The header block is [headerStart, bodyStart), its blank line included; the body is
/// [bodyStart, bodyEnd). The line ending before a boundary belongs to the boundary (RFC 2046
/// §5.1.1). Ranges of children lie within the parent's body, in order, without overlap.
struct Part
{
    PartIndex parent = kNoPart;
    PartIndex firstChild = kNoPart;
    PartIndex nextSibling = kNoPart;
    std::uint32_t depth = 0;  ///< 0 is the message
    std::uint32_t number = 1; ///< place among its siblings, from 1: the part number of IMAP
    PartKind kind = PartKind::Leaf;

    std::uint64_t headerStart = 0;
    std::uint64_t bodyStart = 0;
    std::uint64_t bodyEnd = 0;
    std::uint64_t bodyLines = 0; ///< line feeds in the body

    std::optional<ContentType>
        contentType;       ///< nothing = absent or malformed: the default holds (RFC 2045 §5.2)
    bool inDigest = false; ///< the default is message/rfc822 (RFC 2046 §5.1.5)
    TransferEncoding encoding = TransferEncoding::SevenBit;
    std::string encodingName; ///< as written when `encoding` is Other, else empty
    std::optional<Disposition> disposition;
    std::optional<std::string> contentId, description, md5, location;
    std::vector<std::string> languages;

    /// Leaf whose encoding is base64 and whose body can be rebuilt from its decoded octets.
    std::optional<Base64Layout> base64;
    /// Index into Structure::envelopes for the message and each embedded message.
    std::uint32_t envelope = kNoEnvelope;

    OctetRange header() const noexcept { return {headerStart, bodyStart}; }
    OctetRange body() const noexcept { return {bodyStart, bodyEnd}; }
    /// Case-insensitive comparison with the effective type, defaults applied.
    bool isType(std::string_view type, std::string_view subtype) const noexcept;

    friend bool operator==(const Part&, const Part&) = default;
};

/// All parts in the order of their octets; parts[0] is the message and always there.
struct Structure
{
    std::vector<Part> parts;
    std::vector<EnvelopeFields> envelopes; ///< envelopes[0] is the message's
    std::uint64_t size = 0;                ///< octets of the message
    std::uint64_t lines = 0;               ///< line feeds of the message

    friend bool operator==(const Structure&, const Structure&) = default;
};

} // namespace kc::mime
