// SPDX-License-Identifier: Apache-2.0
// COPY (RFC 3501 §6.4.7) and MOVE (RFC 6851), with COPYUID (RFC 4315 §3). All or nothing.
#include "CommandTable.h"
#include "MailboxArg.h"
#include "SetArg.h"

namespace kc::imap
{

namespace
{

struct CopyUid
{
    UidListWriter from, to;
    bool any = false;

    std::string text(std::uint32_t uidValidity)
    {
        return "[COPYUID " + std::to_string(uidValidity) + " " + from.finish() + " " + to.finish() +
               "]";
    }
};

CommandResult finish(Session& session, kc_transfer mode, CopyUid& copied, std::uint32_t validity)
{
    const std::string completed = mode == KC_COPY ? "COPY completed" : "MOVE completed";
    if (!copied.any)
        return CommandResult::ok(completed);
    const std::string code = copied.text(validity);
    if (mode == KC_COPY)
        return CommandResult::ok(code + " " + completed);
    session.out() << "* OK " << code << " Moved\r\n"; // RFC 6851 §4.3: before the EXPUNGEs
    session.raiseChange();
    return CommandResult::okWithModseq(completed);
}

CommandResult transfer(Session& session, Context& context, const UidRanges& uids,
                       const kc_mailbox& to, kc_transfer mode)
{
    MailboxView& view = session.view();
    CopyUid copied;
    const auto take = [&](const kc_transferred& message)
    {
        copied.from.add(message.from);
        copied.to.add(message.to);
        copied.any = true;
        if (mode == KC_MOVE)
            view.vanish(message.from);
    };
    const Status status = session.mail().transfer(context, view.id(), uidSet(uids), to.id, mode,
                                                  Sink<kc_transferred>{take});
    if (!status.ok())
        return refusal(status.code());
    if (session.isSelected(to.id))
        session.raiseChange();
    return finish(session, mode, copied, to.uid_validity);
}

CommandResult run(Session& session, Context& context, ArgReader& args, Numbering numbering,
                  kc_transfer mode)
{
    const SetArg set = readSet(args, session.view(), numbering);
    if (set.refused)
        return *set.refused;
    const MailboxArg arg = readMailbox(session, args);
    if (arg.refused)
        return *arg.refused;
    if (!args.atEnd())
        return badArguments();
    if (mode == KC_MOVE && session.view().isReadOnly())
        return CommandResult::no("[NOPERM] The mailbox is opened read-only");
    const auto to = session.mailboxes().find(context, arg.name);
    if (!to) // RFC 3501 §6.4.7: never created here
        return CommandResult::no("[TRYCREATE] No such mailbox");
    if (set.uids.empty())
        return CommandResult::ok(mode == KC_COPY ? "COPY completed" : "MOVE completed");
    return transfer(session, context, set.uids, to->raw, mode);
}

} // namespace

CommandResult cmdCopy(Session& session, Context& context, ArgReader& args)
{
    return run(session, context, args, Numbering::Sequence, KC_COPY);
}

CommandResult cmdUidCopy(Session& session, Context& context, ArgReader& args)
{
    return run(session, context, args, Numbering::Uid, KC_COPY);
}

CommandResult cmdMove(Session& session, Context& context, ArgReader& args)
{
    return run(session, context, args, Numbering::Sequence, KC_MOVE);
}

CommandResult cmdUidMove(Session& session, Context& context, ArgReader& args)
{
    return run(session, context, args, Numbering::Uid, KC_MOVE);
}

} // namespace kc::imap
