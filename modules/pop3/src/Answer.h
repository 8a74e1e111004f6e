// SPDX-License-Identifier: Apache-2.0
// Multi-line responses that are sent in pieces, because they may be larger than the output queue.
#pragma once

#include "DotWriter.h"
#include "Maildrop.h"

#include <string>
#include <vector>

namespace kc::pop3
{

enum class Progress : bool
{
    More,
    Done
};

class Answer
{
public:
    Answer() = default;
    Answer(const Answer&) = delete;
    Answer& operator=(const Answer&) = delete;
    virtual ~Answer() = default;

    /// Appends one bounded piece. May throw Fault: what was announced cannot come any more, so the
    /// connection has to end.
    virtual Progress next(Context& context, std::string& out) = 0;
};

/// What stands behind the number of each message.
enum class Column
{
    Octets,
    UniqueId
};

/// LIST and UIDL of all messages.
class ListingAnswer final : public Answer
{
public:
    /// The maildrop outlives this.
    ListingAnswer(const Maildrop& maildrop, Column column) : _maildrop{maildrop}, _column{column} {}

    Progress next(Context& context, std::string& out) override;

private:
    const Maildrop& _maildrop;
    const Column _column;
    std::uint32_t _number = 1;
};

/// A line of such a listing, without its CRLF.
std::string scanLine(const Maildrop& maildrop, std::uint32_t number, Column column);

/// RETR and TOP: the message is never in memory as a whole.
class MessageAnswer final : public Answer
{
public:
    MessageAnswer(Reader reader, DotWriter writer)
        : _reader{std::move(reader)}, _left{_reader.length()}, _writer{writer}
    {
    }

    Progress next(Context& context, std::string& out) override;

private:
    Reader _reader;
    std::uint64_t _left;
    DotWriter _writer;
    std::vector<char> _buffer;
};

} // namespace kc::pop3
