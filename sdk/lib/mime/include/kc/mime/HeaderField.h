// SPDX-License-Identifier: Apache-2.0
// A header block as a sequence of fields (RFC 5322 §2.2), byte-exact: for IMAP's HEADER.FIELDS and
// for reading single fields. Lines end with CRLF or LF. A line without a colon is a field without a
// name. Total and linear.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace kc::mime
{

struct HeaderField
{
    std::string_view name;  ///< without blanks before the colon; empty for a line that is no field
    std::string_view value; ///< after the colon, folded, without the last line ending
    std::string_view whole; ///< all lines of the field, the last line ending included
};

/// Goes through the fields of a header block. The views point into the block, which must outlive
/// the reader.
class HeaderReader
{
public:
    explicit HeaderReader(std::string_view headerBlock) noexcept : _rest(headerBlock) {}

    /// The next field; nothing at the blank line or the end of the block.
    std::optional<HeaderField> next() noexcept;

    /// What was not read yet: after the last field, the blank line and what follows, or nothing.
    std::string_view rest() const noexcept { return _rest; }

private:
    std::string_view _rest;
};

/// Takes the line breaks of folding out of a value (RFC 5322 §2.2.3) and the blanks around it.
std::string unfold(std::string_view value);

/// Unfolded value of the first field of that name, case-insensitive.
std::optional<std::string> findHeader(std::string_view headerBlock, std::string_view name);

enum class FieldChoice : std::uint8_t
{
    Only,  ///< HEADER.FIELDS
    Except ///< HEADER.FIELDS.NOT
};

/// The lines of the fields whose name is (not) among `names`, compared case-insensitively,
/// unchanged and in order, then the blank line when the block has one (RFC 3501 §6.4.5). Lines that
/// are no field count as not named.
std::string selectHeaderFields(std::string_view headerBlock,
                               std::span<const std::string_view> names, FieldChoice choice);

} // namespace kc::mime
