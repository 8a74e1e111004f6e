// SPDX-License-Identifier: Apache-2.0
// NOOP, CHECK and LOGOUT, RFC 3501 §6.1.2, §6.1.3, §6.4.1. The first two ask the store for changes
// even if it has told of none.
#include "CommandTable.h"

namespace kc::imap
{

CommandResult cmdNoop(Session& session, Context&, ArgReader& args)
{
    if (!args.atEnd())
        return badArguments();
    session.raiseChange();
    return CommandResult::ok("NOOP completed");
}

CommandResult cmdCheck(Session& session, Context&, ArgReader& args)
{
    if (!args.atEnd())
        return badArguments();
    session.raiseChange();
    return CommandResult::ok("CHECK completed");
}

CommandResult cmdLogout(Session& session, Context&, ArgReader& args)
{
    if (!args.atEnd())
        return badArguments();
    if (session.state() == State::Selected)
        session.deselect();
    session.out() << "* BYE Goodbye\r\n";
    session.end();
    return CommandResult::ok("LOGOUT completed");
}

} // namespace kc::imap
