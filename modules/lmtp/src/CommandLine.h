// SPDX-License-Identifier: Apache-2.0
// The grammar of LMTP commands (RFC 5321 §4.1.2 with RFC 2033). Pure and total: views into the
// line, nothing for what does not fit.
#pragma once

#include <kc/status.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace kc::lmtp
{

/// A path in a header line of ours must leave it below 998 octets (RFC 5322 §2.1.1).
inline constexpr std::size_t kMaxPathOctets = 900;
inline constexpr std::size_t kMaxHostOctets = 255;

struct Command
{
    sv verb, argument; // the argument without the blanks around it
};

bool equalsIgnoringCase(sv a, sv b);

/// A line without its CRLF. Nothing if there are control characters in it: a bare CR or LF is one.
std::optional<Command> parseCommand(sv line);

/// A path and what follows it.
struct PathArgument
{
    sv mailbox;    // as it was written, without brackets and source route; empty for <>
    sv parameters; // what follows the path
};

/// `keyword` is "FROM:" or "TO:".
std::optional<PathArgument> parsePath(sv argument, sv keyword);

/// The name to look a mailbox up by: quotes and backslashes of a quoted local part are taken away.
std::string lookUpName(sv mailbox);

/// A name that may stand in a trace header: printable, without blanks, brackets and quotes.
bool isHostName(sv text);

enum class ParameterError
{
    None,
    Syntax,
    Unknown
};

/// What MAIL may carry: SIZE (RFC 1870) and BODY (RFC 6152).
struct MailParameters
{
    std::optional<std::uint64_t> size;
    bool hasBody = false;
};

ParameterError parseMailParameters(sv text, MailParameters& out);

/// RCPT may carry none.
ParameterError parseRcptParameters(sv text);

} // namespace kc::lmtp
