// SPDX-License-Identifier: Apache-2.0
// EXPUNGE (RFC 3501 §6.4.3) and UID EXPUNGE (RFC 4315 §2.1).
#include "CommandTable.h"
#include "SetArg.h"

namespace kc::imap
{

namespace
{

/// RFC 7162 §3.2.7: HIGHESTMODSEQ if anything was expunged.
CommandResult expunge(Session& session, Context& context, kc_uid_set uids)
{
    MailboxView& view = session.view();
    bool any = false;
    if (view.isReadOnly())
        return CommandResult::no("[NOPERM] The mailbox is opened read-only");
    const auto gone = [&](const kc_vanished& message)
    {
        view.vanish(message.uid);
        any = true;
    };
    const Status status = session.mail().expunge(context, view.id(), uids, Sink<kc_vanished>{gone});
    if (!status.ok())
        return refusal(status.code());
    if (!any)
        return CommandResult::ok("EXPUNGE completed");
    session.raiseChange(); // so that what is told is whole up to the modseq that is told
    return CommandResult::okWithModseq("EXPUNGE completed");
}

} // namespace

CommandResult cmdExpunge(Session& session, Context& context, ArgReader& args)
{
    return args.atEnd() ? expunge(session, context, {&kAllUids, 1}) : badArguments();
}

CommandResult cmdUidExpunge(Session& session, Context& context, ArgReader& args)
{
    const SetArg set = readSet(args, session.view(), Numbering::Uid);
    if (set.refused)
        return *set.refused;
    if (!args.atEnd())
        return badArguments();
    if (set.uids.empty())
        return CommandResult::ok("EXPUNGE completed");
    return expunge(session, context, uidSet(set.uids));
}

} // namespace kc::imap
