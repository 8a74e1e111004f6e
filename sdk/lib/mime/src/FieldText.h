// SPDX-License-Identifier: Apache-2.0
// The lexical pieces that several header fields share (RFC 5322 §3.2). Each takes what it read off
// the front of `rest`.
#pragma once

#include <string>
#include <string_view>

namespace kc::mime
{

/// Blanks, line breaks and comments, which nest; an open comment runs to the end.
void skipComments(std::string_view& rest) noexcept;

/// The content of a comment, `rest` starting with its parenthesis; an open one runs to the end.
std::string_view comment(std::string_view& rest) noexcept;

/// The content of a quoted string, `rest` starting with its quote; an open one runs to the end.
std::string quotedString(std::string_view& rest);

} // namespace kc::mime
