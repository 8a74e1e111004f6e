// SPDX-License-Identifier: Apache-2.0
// The grammar of POP3 commands (RFC 1939 §3, §9). Pure and total: views into the line, nothing for
// what does not fit.
#pragma once

#include <kc/status.hpp>

#include <cstdint>
#include <optional>

namespace kc::pop3
{

/// Octets of a line of the client with its CRLF; beyond RFC 2449's 255, for long passwords.
inline constexpr std::size_t kMaxLineOctets = 4096;
/// And of a SASL response: 12,288 octets in base64.
inline constexpr std::size_t kMaxResponseOctets = 16'386;

struct Command
{
    sv keyword;
    sv argument; ///< all behind the first blank, blanks of a password too
};

/// A line without its CRLF. Nothing if there are control characters in it: a bare CR or LF is one.
std::optional<Command> parseCommand(sv line);

/// The words of an argument, one blank between two; nothing if there are not between `fewest` and
/// two, or blanks more.
struct Words
{
    sv first, second;
};

std::optional<Words> parseWords(sv argument, std::size_t fewest, std::size_t most);

/// Digits only.
std::optional<std::uint32_t> parseNumber(sv word);

} // namespace kc::pop3
