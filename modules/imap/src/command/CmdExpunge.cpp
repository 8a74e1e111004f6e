// SPDX-License-Identifier: Apache-2.0
// EXPUNGE (RFC 3501 §6.4.3) and UID EXPUNGE (RFC 4315 §2.1).
#include "CommandTable.h"

namespace kc::imap
{

namespace
{

CommandResult expunge(Session& session, Context& context, kc_uid_set uids)
{
    MailboxView& view = session.view();
    if (view.isReadOnly())
        return CommandResult::no("[NOPERM] The mailbox is opened read-only");
    const auto gone = [&](const kc_vanished& message) { view.vanish(message.uid); };
    const Status status = session.mail().expunge(context, view.id(), uids, Sink<kc_vanished>{gone});
    if (!status.ok())
        return refusal(status.code());
    return CommandResult::ok("EXPUNGE completed");
}

} // namespace

CommandResult cmdExpunge(Session& session, Context& context, ArgReader& args)
{
    return args.atEnd() ? expunge(session, context, {&kAllUids, 1}) : badArguments();
}

CommandResult cmdUidExpunge(Session& session, Context& context, ArgReader& args)
{
    const auto text = args.space() ? args.sequenceSet() : std::nullopt;
    const auto set = text && args.atEnd() ? SequenceSet::parse(*text) : std::nullopt;
    if (!set)
        return badArguments();
    const UidRanges uids = session.view().uidsOfUids(*set);
    if (uids.empty())
        return CommandResult::ok("EXPUNGE completed");
    return expunge(session, context, uidSet(uids));
}

} // namespace kc::imap
