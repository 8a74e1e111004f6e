// SPDX-License-Identifier: Apache-2.0
// Where a section of IMAP's BODY[…] lies in a message (RFC 3501 §6.4.5).
#pragma once

#include <kc/mime/Structure.h>

#include <cstdint>
#include <optional>
#include <span>

namespace kc::mime
{

enum class SectionKind : std::uint8_t
{
    Whole,  ///< BODY[] or BODY[1.2]: the message, or the body of a part
    Header, ///< BODY[HEADER] or BODY[1.HEADER]: header of the message or of the message embedded in
            ///< that part
    Text,   ///< BODY[TEXT] or BODY[1.TEXT]: its body
    Mime    ///< BODY[1.MIME]: header of the part
};

/// The part a path of part numbers names. A message that is no multipart has one part, 1, which is
/// itself. Nothing when there is no such part; kNoPart never.
std::optional<PartIndex> findPart(const Structure& structure,
                                  std::span<const std::uint32_t> path) noexcept;

/// The octets of a section. Nothing when there is no such part, when HEADER or TEXT is asked of a
/// part that is no message, or MIME without a part number.
std::optional<OctetRange> findSection(const Structure& structure,
                                      std::span<const std::uint32_t> path,
                                      SectionKind kind) noexcept;

} // namespace kc::mime
