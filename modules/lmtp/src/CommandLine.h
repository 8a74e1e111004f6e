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

/// What MAIL may carry.
struct MailParameters
{
    std::optional<std::uint64_t> size; // RFC 1870
    bool hasBody = false;
    bool isBinary = false; // BODY=BINARYMIME
    bool isUtf8 = false;   // SMTPUTF8
};

ParameterError parseMailParameters(sv text, MailParameters& out);

/// RCPT may carry none.
ParameterError parseRcptParameters(sv text);

/// What BDAT announces (RFC 3030 §2).
struct ChunkArgument
{
    std::uint64_t octets = 0;
    bool isLast = false;
    bool isWellFormed = false; // false: what follows the number is wrong, but so much will come
};

/// Nothing when no number says how much will come.
std::optional<ChunkArgument> parseChunk(sv argument);

bool isAscii(sv text);

/// user+detail@domain: what is behind the first delimiter of the local part, and the name without.
struct DetailName
{
    std::string name; // empty: there is no detail
    std::string detail;
};

/// `delimiter`: any of its characters; empty: none.
DetailName splitDetail(sv name, sv delimiter);

} // namespace kc::lmtp
