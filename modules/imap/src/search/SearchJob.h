// SPDX-License-Identifier: Apache-2.0
// A SEARCH in progress: rows are matched as the store lists them; where rows do not decide,
// messages are opened, one a step. The numbers found are kept until all are known, so that a fault
// on the way is an honest NO.
#pragma once

#include "Job.h"
#include "SearchMatcher.h"
#include "SearchResult.h"
#include "fetch/ReadAhead.h"
#include "mailbox/UidCursor.h"

#include <deque>
#include <memory>
#include <string>

namespace kc::imap
{

class SearchJob final : public Job
{
public:
    SearchJob(SearchProgram program, std::unique_ptr<SearchResult> found)
        : _program{std::move(program)},
          _matcher{_program},
          _cursor{_program.scope},
          _found{std::move(found)}
    {
    }

    std::optional<CommandResult> step(Session& session, Context& context) override;

    bool isBetweenResponses() const override { return !_found->isInResponse(); }

private:
    struct Undecided
    {
        explicit Undecided(const kc_message& message);
        Undecided(const Undecided&) = delete;
        Undecided& operator=(const Undecided&) = delete;

        std::string keywords, summary;
        kc_message message;
    };

    void expectUndecided();
    void matchRows(Session& session, Context& context);
    void matchOctets(Session& session, Context& context, const kc_message& message);
    void add(Session& session, const kc_message& message);
    std::optional<CommandResult> tell(Session& session);

    SearchProgram _program;
    SearchMatcher _matcher; // refers to _program
    UidCursor _cursor;
    std::deque<Undecided> _undecided;
    ReadAhead _ahead; // of _undecided
    std::unique_ptr<SearchResult> _found;
    bool _complete = false; // nothing more to find
    bool _tooMany = false;
    kc_status _status = KC_OK;
};

} // namespace kc::imap
