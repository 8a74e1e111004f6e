// SPDX-License-Identifier: Apache-2.0
// See SearchJob.h.
#include "SearchJob.h"

#include "Session.h"
#include "command/SetArg.h"

#include <algorithm>

namespace kc::imap
{

namespace
{

constexpr std::size_t kRowsMatched = 5'000; // in one step
constexpr std::size_t kRowsUndecided = 64;  // with copies of their summaries
constexpr std::size_t kNumbersTold = 5'000;

} // namespace

SearchJob::Undecided::Undecided(const kc_message& from)
    : keywords{kc::view(from.keywords)}, summary{kc::view(from.summary)}, message{from}
{
    message.keywords = str(keywords);
    message.summary = str(summary);
}

std::optional<CommandResult> SearchJob::step(Session& session, Context& context)
{
    if (_status < 0)
        return refusal(static_cast<kc_code>(_status));
    if (!_undecided.empty())
    {
        matchOctets(session, context, _undecided.front().message);
        _undecided.pop_front();
        return std::nullopt;
    }
    if (_cursor.atEnd())
        return tell(session);
    matchRows(session, context);
    return std::nullopt;
}

void SearchJob::matchRows(Session& session, Context& context)
{
    std::size_t rows = 0;
    std::uint32_t last = 0;
    bool stopped = false;
    const auto take = [&](const kc_message& message)
    {
        last = message.uid;
        const Match match = _matcher.match(message);
        if (match == Match::Yes)
            add(session, message.uid);
        else if (match == Match::Unknown)
            _undecided.emplace_back(message);
        stopped = ++rows == kRowsMatched || _undecided.size() == kRowsUndecided;
        return !stopped;
    };
    _status = session.mail()
                  .list(context, session.view().id(), _cursor.rest(), _program.storeFields(), 0,
                        Sink<kc_message>{take})
                  .code();
    if (stopped)
        _cursor.passed(last);
    else
        _cursor.finish();
}

void SearchJob::matchOctets(Session& session, Context& context, const kc_message& message)
{
    Reader reader;
    const Status status =
        session.mail().open(context, session.view().id(), message.uid, *reader.out());
    if (status.ok() && _matcher.match(context, message, reader) == Match::Yes)
        add(session, message.uid);
}

void SearchJob::add(Session& session, std::uint32_t uid)
{
    const std::uint32_t number = session.view().numberOf(uid);
    if (number != 0)
        _found.push_back(_numbering == Numbering::Uid ? uid : number);
}

std::optional<CommandResult> SearchJob::tell(Session& session)
{
    Output& out = session.out();
    if (_told == 0)
    {
        std::sort(_found.begin(), _found.end());
        out << "* SEARCH";
    }
    const std::size_t end = std::min(_told + kNumbersTold, _found.size());
    for (; _told < end; ++_told)
        out << ' ' << _found[_told];
    if (_told < _found.size())
        return std::nullopt;
    out << "\r\n";
    return CommandResult::ok("SEARCH completed");
}

} // namespace kc::imap
