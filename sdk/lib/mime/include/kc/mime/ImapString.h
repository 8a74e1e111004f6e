// SPDX-License-Identifier: Apache-2.0
// Strings as IMAP writes them (RFC 3501 §4.3).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace kc::mime
{

/// Appends a quoted string, or a literal `{n}CRLF…` when the text has 8-bit octets, CR or LF, or is
/// longer than 4 KiB. A NUL, which neither form can hold, becomes a space.
void appendImapString(std::string& out, std::string_view text);

/// The same, or NIL for nothing.
void appendImapNString(std::string& out, const std::optional<std::string>& text);

} // namespace kc::mime
