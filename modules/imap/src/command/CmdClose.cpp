// SPDX-License-Identifier: Apache-2.0
// CLOSE (RFC 3501 §6.4.2) expunges without a word; UNSELECT (RFC 3691) expunges nothing.
#include "CommandTable.h"

namespace kc::imap
{

CommandResult cmdClose(Session& session, Context& context, ArgReader& args)
{
    if (!args.atEnd())
        return badArguments();
    if (!session.view().isReadOnly())
    {
        const auto ignore = [](const kc_vanished&) {};
        const Status status = session.mail().expunge(context, session.view().id(), {&kAllUids, 1},
                                                     Sink<kc_vanished>{ignore});
        const bool isLeft = status.code() == KC_ENOTFOUND || status.code() == KC_EDENIED;
        if (!status.ok() && !isLeft) // what he may not remove stays, and the mailbox is left
            return refusal(status.code());
    }
    session.deselect();
    return CommandResult::ok("CLOSE completed");
}

CommandResult cmdUnselect(Session& session, Context&, ArgReader& args)
{
    if (!args.atEnd())
        return badArguments();
    session.deselect();
    return CommandResult::ok("UNSELECT completed");
}

} // namespace kc::imap
