// SPDX-License-Identifier: Apache-2.0
// IDLE, RFC 2177: what changes is told as it happens, until the client says DONE.
#include "CommandTable.h"
#include "wire/Ascii.h"

namespace kc::imap
{

namespace
{

class Done final : public LineHandler
{
public:
    CommandResult line(Session& session, Context&, sv text) override
    {
        session.setIdling(false);
        if (!equalsIgnoringCase(text, "DONE"))
            return CommandResult::bad("DONE ends IDLE, nothing else");
        return CommandResult::ok("IDLE completed");
    }
};

} // namespace

CommandResult cmdIdle(Session& session, Context& context, ArgReader& args)
{
    if (!session.settings().idle)
        return CommandResult::bad("Unknown command");
    if (!args.atEnd())
        return badArguments();
    const CommandResult waiting = session.expectLine(std::make_unique<Done>(), "idling");
    session.setIdling(true);
    (void)session.wake(context); // what changed before
    return waiting;
}

} // namespace kc::imap
