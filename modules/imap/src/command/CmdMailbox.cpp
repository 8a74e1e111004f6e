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
CommandResult withMailbox(ArgReader& args, Change&& change)
{
    const MailboxArg arg = readMailbox(args);
    if (arg.refused)
        return *arg.refused;
    if (!args.atEnd())
        return badArguments();
    return change(sv{arg.name});
}

CommandResult subscribe(Session& session, Context& context, sv name, bool on)
{
    const Status status = session.store().subscribe(context, session.account(), name, on ? 1 : 0);
    return answer(status, on ? "SUBSCRIBE completed" : "UNSUBSCRIBE completed");
}

} // namespace

CommandResult cmdCreate(Session& session, Context& context, ArgReader& args)
{
    const auto create = [&](sv name)
    {
        kc_id id = 0;
        const Status status = session.store().create(context, session.account(), name, id);
        if (!status.ok())
            return refusal(status.code());
        return CommandResult::ok("[MAILBOXID (" + mailboxId(id) + ")] CREATE completed");
    };
    return withMailbox(args, create);
}

CommandResult cmdDelete(Session& session, Context& context, ArgReader& args)
{
    const auto remove = [&](sv name)
    {
        const Status status = session.store().remove(context, session.account(), name);
        if (status.code() == KC_EDENIED)
            return CommandResult::no("[CANNOT] The inbox cannot be deleted");
        if (status.code() == KC_EINVAL) // RFC 9051 §7.1
            return CommandResult::no("[HASCHILDREN] There are mailboxes below it");
        session.raiseChange(); // it may be the selected one
        return answer(status, "DELETE completed");
    };
    return withMailbox(args, remove);
}

CommandResult cmdRename(Session& session, Context& context, ArgReader& args)
{
    const MailboxArg from = readMailbox(args);
    if (from.refused)
        return *from.refused;
    const auto rename = [&](sv to)
    {
        session.raiseChange(); // renaming the inbox takes its messages away
        return answer(session.store().rename(context, session.account(), from.name, to),
                      "RENAME completed");
    };
    return withMailbox(args, rename);
}

CommandResult cmdSubscribe(Session& session, Context& context, ArgReader& args)
{
    return withMailbox(args, [&](sv name) { return subscribe(session, context, name, true); });
}

CommandResult cmdUnsubscribe(Session& session, Context& context, ArgReader& args)
{
    return withMailbox(args, [&](sv name) { return subscribe(session, context, name, false); });
}

} // namespace kc::imap
