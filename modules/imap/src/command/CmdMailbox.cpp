// SPDX-License-Identifier: Apache-2.0
// CREATE, DELETE, RENAME, SUBSCRIBE and UNSUBSCRIBE, RFC 3501 §6.3.3 to §6.3.7; MAILBOXID of RFC
// 8474 §4.1.
#include "CommandTable.h"
#include "MailboxArg.h"
#include "mailbox/ObjectId.h"

namespace kc::imap
{

namespace
{

CommandResult answer(Status status, sv completed)
{
    return status.ok() ? CommandResult::ok(completed) : refusal(status.code());
}

/// Runs `change(name)` on the one mailbox that the command names.
template <class Change>
CommandResult withMailbox(Session& session, ArgReader& args, Change&& change)
{
    const MailboxArg arg = readMailbox(session, args);
    if (arg.refused)
        return *arg.refused;
    if (!args.atEnd())
        return badArguments();
    return change(arg);
}

CommandResult subscribe(Session& session, Context& context, sv name, bool on)
{
    const Status status = session.mailboxes().subscribe(context, name, on);
    return answer(status, on ? "SUBSCRIBE completed" : "UNSUBSCRIBE completed");
}

} // namespace

CommandResult cmdCreate(Session& session, Context& context, ArgReader& args)
{
    const auto create = [&](const MailboxArg& arg)
    {
        kc_id id = 0;
        const Status status = session.mailboxes().create(context, arg.name, id);
        if (!status.ok())
            return refusal(status.code());
        tellSpelling(session, context, arg.name, arg.given);
        return CommandResult::ok("[MAILBOXID (" + mailboxId(id) + ")] CREATE completed");
    };
    return withMailbox(session, args, create);
}

CommandResult cmdDelete(Session& session, Context& context, ArgReader& args)
{
    const auto remove = [&](const MailboxArg& arg)
    {
        const Status status = session.mailboxes().remove(context, arg.name);
        if (status.code() == KC_EDENIED && arg.name == "INBOX")
            return CommandResult::no("[CANNOT] The inbox cannot be deleted");
        if (status.code() == KC_EINVAL) // RFC 9051 §7.1
            return CommandResult::no("[HASCHILDREN] There are mailboxes below it");
        session.raiseChange(); // it may be the selected one
        if (status.ok())
            tellSpelling(session, context, arg.name, arg.given);
        return answer(status, "DELETE completed");
    };
    return withMailbox(session, args, remove);
}

CommandResult cmdRename(Session& session, Context& context, ArgReader& args)
{
    const MailboxArg from = readMailbox(session, args);
    if (from.refused)
        return *from.refused;
    const auto rename = [&](const MailboxArg& to)
    {
        session.raiseChange(); // renaming the inbox takes its messages away
        const Status status = session.mailboxes().rename(context, from.name, to.name);
        if (status.ok() && !(from.given.empty() && to.given.empty())) // RFC 9051 §6.3.6
            tellSpelling(session, context, to.name, from.given.empty() ? from.name : from.given);
        return answer(status, "RENAME completed");
    };
    return withMailbox(session, args, rename);
}

CommandResult cmdSubscribe(Session& session, Context& context, ArgReader& args)
{
    return withMailbox(session, args,
                       [&](const MailboxArg& arg)
                       { return subscribe(session, context, arg.name, true); });
}

CommandResult cmdUnsubscribe(Session& session, Context& context, ArgReader& args)
{
    return withMailbox(session, args,
                       [&](const MailboxArg& arg)
                       { return subscribe(session, context, arg.name, false); });
}

} // namespace kc::imap
