// SPDX-License-Identifier: Apache-2.0
// See SearchJob.h.
#include "SearchJob.h"

#include "Session.h"

#include <utility>

namespace kc::imap
{

namespace
{

constexpr std::size_t kRowsMatched = 5'000; // in one step
constexpr std::size_t kRowsUndecided = 64;  // with copies of their summaries

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
    if (_tooMany)
        return CommandResult::no("[LIMIT] Too many messages for that");
    if (!_undecided.empty())
    {
        matchOctets(session, context, _undecided.front().message);
        _undecided.pop_front();
        return std::nullopt;
    }
    if (_cursor.atEnd())
        return tell(session);
    matchRows(session, context);
    expectUndecided();
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
            add(session, message);
        else if (match == Match::Unknown)
            _undecided.emplace_back(message);
        stopped = _tooMany || ++rows == kRowsMatched || _undecided.size() == kRowsUndecided;
        return !stopped;
    };
    _status = session.mail()
                  .list(context, session.view().id(), _cursor.rest(),
                        _program.storeFields() | _found->storeFields(), _program.changedSince,
                        Sink<kc_message>{take})
                  .code();
    if (stopped)
        _cursor.passed(last);
    else
        _cursor.finish();
}

void SearchJob::expectUndecided()
{
    UidRanges uids;
    for (const Undecided& one : _undecided)
        addUid(uids, one.message.uid);
    _ahead.expect(std::move(uids));
}

void SearchJob::matchOctets(Session& session, Context& context, const kc_message& message)
{
    auto reader = _ahead.open(session.mail(), context, session.view().id(), message.uid);
    if (reader && _matcher.match(context, message, *reader) == Match::Yes)
        add(session, message);
}

void SearchJob::add(Session& session, const kc_message& message)
{
    if (session.view().numberOf(message.uid) != 0 && !_found->add(message))
        _tooMany = true;
}

std::optional<CommandResult> SearchJob::tell(Session& session)
{
    if (!std::exchange(_complete, true))
        _found->complete(session.view(), session.tag());
    if (_found->tell(session.out()))
        return std::nullopt;
    return CommandResult::ok(_found->completed());
}

} // namespace kc::imap
