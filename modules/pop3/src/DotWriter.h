// SPDX-License-Identifier: Apache-2.0
// A message as the lines of a multi-line response (RFC 1939 §3): dots at the beginning of lines
// doubled, CRLF and a dot at the end, and a bare LF as CRLF: for some clients it ends a line, and a
// dot behind it the response.
#pragma once

#include <kc/status.hpp>

#include <cstdint>
#include <string>

namespace kc::pop3
{

class DotWriter
{
public:
    /// Lines of the body that are wanted, for TOP; UINT64_MAX: all.
    explicit DotWriter(std::uint64_t bodyLines = UINT64_MAX) : _bodyLines{bodyLines} {}

    /// Appends the next octets of the message to `out`. False: nothing more is wanted.
    bool write(sv octets, std::string& out);

    /// Appends what ends the response.
    void finish(std::string& out) const;

private:
    enum class At : std::uint8_t
    {
        LineStart,
        Text,
        Cr ///< text whose last octet was CR
    };

    bool endLine();

    std::uint64_t _bodyLines;
    At _at = At::LineStart;
    bool _inHeader = true;
    bool _isEmptyLine = true;
};

} // namespace kc::pop3
