// SPDX-License-Identifier: Apache-2.0
// STARTTLS, RFC 3501 §6.2.1.
#include "CommandTable.h"

namespace kc::imap
{

CommandResult cmdStartTls(Session& session, Context&, ArgReader& args)
{
    if (!args.atEnd())
        return badArguments();
    if (!session.canStartTls())
        return CommandResult::bad("TLS cannot be started here");
    session.startTls();
    return CommandResult::ok("Begin TLS negotiation now");
}

} // namespace kc::imap
