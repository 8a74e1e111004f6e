// SPDX-License-Identifier: Apache-2.0
// Finds the end of the text after DATA and undoes dot-stuffing (RFC 5321 §4.5.2). Only CRLF.CRLF is
// the end: a bare CR or LF is text like any other octet and stays (SMTP smuggling, CVE-2023-51764).
#pragma once

#include <kc/status.hpp>

namespace kc::lmtp
{

class DotReader
{
public:
    /// What one step gave: `used` octets are read, `text` belongs to the message.
    struct Piece
    {
        std::size_t used;
        sv text;
    };

    /// The next piece of `bytes`, which are not empty. Every step gets on: it uses octets, or the
    /// next one will.
    Piece next(sv bytes);

    bool isDone() const { return _state == State::Done; }

    /// For the next message.
    void reset() { _state = State::LineStart; }

private:
    enum class State
    {
        LineStart, // after CRLF, and at the very beginning: DATA's own CRLF counts
        Dot,       // a dot at the start of a line, held back
        DotCr,     // and a CR
        Text,
        TextCr, // text whose last octet was CR
        Done
    };

    Piece text(sv bytes);

    State _state = State::LineStart;
};

} // namespace kc::lmtp
