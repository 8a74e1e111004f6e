// SPDX-License-Identifier: Apache-2.0
// UTF-8 (RFC 3629) one character at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace kc::text::utf8
{

enum class Form : std::uint8_t
{
    Whole,
    Cut, ///< the text ends within a character
    Bad
};

struct Character
{
    Form form = Form::Bad;
    std::size_t size = 1; ///< octets
    char32_t value = 0;   ///< when whole
};

/// The character that `text`, which is not empty, starts with.
Character next(std::string_view text) noexcept;

void append(std::string& out, char32_t value);

/// Octets that can be passed over at once: the ASCII ones at the start.
std::size_t asciiPrefix(std::string_view text) noexcept;

} // namespace kc::text::utf8
