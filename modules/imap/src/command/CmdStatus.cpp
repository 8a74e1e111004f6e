// SPDX-License-Identifier: Apache-2.0
// STATUS, RFC 3501 §6.3.10.
#include "CommandTable.h"
#include "MailboxArg.h"
#include "StatusItems.h"
#include "mailbox/MailboxName.h"

namespace kc::imap
{

CommandResult cmdStatus(Session& session, Context& context, ArgReader& args)
{
    const MailboxArg arg = readMailbox(session, args);
    if (arg.refused)
        return *arg.refused;
    const auto items = args.space() ? StatusItems::parse(args) : std::nullopt;
    if (!items || !args.atEnd())
        return badArguments();
    const auto mailbox = session.mailboxes().find(context, arg.name);
    if (!mailbox)
        return refusal(KC_ENOTFOUND);
    session.out() << items->line(session, context, spelledName(mailbox->name, session.nameForm()),
                                 mailbox->raw);
    if (items->has("HIGHESTMODSEQ")) // RFC 7162 §3.1
        session.enable(Extension::Condstore);
    return CommandResult::ok("STATUS completed");
}

} // namespace kc::imap
