// SPDX-License-Identifier: Apache-2.0
// Plays a conversation from a file against the module. Lines of a file:
//   # text           a remark
//   O: name=value    an option, before anything else
//   P: address       the client's address
//   C: text          a line from the client; CRLF is added
//   c: text          octets from the client, as they are
//   S: text          the next line of the server, whole; "..." in it stands for any text
//   s: text          octets from the server, as they are
//   X: event         something that happens behind the session (see Transcript.cpp)
// In C:, c:, S: and s:  \r \n \0 \\ are octets, and <text*12> is text twelve times.
#pragma once

#include <string>

namespace kc::imap::test
{

/// How the client's octets come and the server's go.
enum class Pace
{
    Whole,   ///< all at once
    Hesitant ///< one after the other, and the output queue is full after each piece
};

/// Empty, or what went otherwise than the file says.
std::string playTranscript(const std::string& path, Pace pace);

} // namespace kc::imap::test
