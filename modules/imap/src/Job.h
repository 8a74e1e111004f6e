// SPDX-License-Identifier: Apache-2.0
// A command that is answered in pieces, because its answer may be larger than the output queue or
// its work longer than a worker should be held.
#pragma once

#include "CommandResult.h"

#include <kc/context.hpp>

#include <optional>

namespace kc::imap
{

class Session;

class Job
{
public:
    Job() = default;
    Job(const Job&) = delete;
    Job& operator=(const Job&) = delete;
    virtual ~Job() = default;

    /// Does one bounded piece of the work. Gives the result when all is done. May throw Fault.
    virtual std::optional<CommandResult> step(Session& session, Context& context) = 0;

    /// Is what was written so far whole, so that a tagged NO can follow? If not, a fault has to
    /// close the connection: octets that were announced cannot come any more.
    virtual bool isBetweenResponses() const { return true; }
};

/// What takes the next line of a command that asked for one: a SASL response, IDLE's DONE.
class LineHandler
{
public:
    LineHandler() = default;
    LineHandler(const LineHandler&) = delete;
    LineHandler& operator=(const LineHandler&) = delete;
    virtual ~LineHandler() = default;

    virtual CommandResult line(Session& session, Context& context, sv text) = 0;
};

} // namespace kc::imap
