// SPDX-License-Identifier: Apache-2.0
// STORE and UID STORE, RFC 3501 §6.4.6. The flags as they have become are told by a fetch of the
// same messages; .SILENT leaves that out.
#include "CommandTable.h"
#include "SetArg.h"
#include "fetch/FetchJob.h"
#include "mailbox/Flags.h"
#include "wire/Ascii.h"

namespace kc::imap
{

namespace
{

struct StoreRequest
{
    kc_flag_change change = KC_FLAGS_REPLACE;
    bool silent = false;
    FlagNames names;
};

/// flag-list / (flag *(SP flag))
std::optional<std::vector<sv>> readFlags(ArgReader& args)
{
    if (args.at('('))
        return args.flagList();
    std::vector<sv> flags;
    do
    {
        const auto flag = args.flag();
        if (!flag)
            return std::nullopt;
        flags.push_back(*flag);
    } while (args.space());
    return flags;
}

std::optional<StoreRequest> readRequest(ArgReader& args)
{
    StoreRequest request;
    if (!args.space())
        return std::nullopt;
    if (args.skip('+'))
        request.change = KC_FLAGS_ADD;
    else if (args.skip('-'))
        request.change = KC_FLAGS_REMOVE;
    const sv item = args.atom().value_or(sv{});
    request.silent = equalsIgnoringCase(item, "FLAGS.SILENT");
    if ((!request.silent && !equalsIgnoringCase(item, "FLAGS")) || !args.space())
        return std::nullopt;
    const auto flags = readFlags(args);
    auto names = flags && args.atEnd() ? parseFlags(*flags) : std::nullopt;
    if (!names)
        return std::nullopt;
    request.names = std::move(*names);
    return request;
}

/// imap_expunge_on_delete: what is marked as deleted goes at once. The client is told when it may
/// be.
void expungeDeleted(Session& session, Context& context, const UidRanges& uids)
{
    MailboxView& view = session.view();
    const auto gone = [&](const kc_vanished& message) { view.vanish(message.uid); };
    (void)session.mail().expunge(context, view.id(), uidSet(uids), Sink<kc_vanished>{gone});
}

Status change(Session& session, Context& context, const UidRanges& uids,
              const StoreRequest& request)
{
    MailboxView& view = session.view();
    const kc_flag_update update{sizeof update, request.change, request.names.flags,
                                str(request.names.keywords), UINT64_MAX};
    const auto kept = [](const kc_message&) {};
    const auto changed = [&](const kc_message& message) { view.addOwn(message.modseq); };
    const Status status =
        session.mail().setFlags(context, view.id(), uidSet(uids), update, Sink<kc_message>{changed},
                                Sink<kc_message>{kept});
    const bool deletes =
        request.change != KC_FLAGS_REMOVE && (request.names.flags & KC_FLAG_DELETED) != 0;
    if (status.ok() && deletes && session.settings().expungeOnDelete)
        expungeDeleted(session, context, uids);
    return status;
}

CommandResult store(Session& session, Context& context, ArgReader& args, Numbering numbering)
{
    SetArg set = readSet(args, session.view(), numbering);
    if (set.refused)
        return *set.refused;
    const auto request = readRequest(args);
    if (!request)
        return badArguments();
    if (session.view().isReadOnly())
        return CommandResult::no("[NOPERM] The mailbox is opened read-only");
    if (tooManyKeywords(request->names.keywords))
        return CommandResult::no("[LIMIT] Too many keywords, or too long ones");
    if (set.uids.empty())
        return CommandResult::ok("STORE completed");
    const Status status = change(session, context, set.uids, *request);
    if (!status.ok())
        return refusal(status.code());
    if (request->silent)
        return CommandResult::ok("STORE completed");
    FetchRequest told;
    if (numbering == Numbering::Uid)
        told.add(FetchField::Uid);
    told.add(FetchField::Flags);
    return session.start(
        std::make_unique<FetchJob>(std::move(told), std::move(set.uids), "STORE completed"));
}

} // namespace

CommandResult cmdStore(Session& session, Context& context, ArgReader& args)
{
    return store(session, context, args, Numbering::Sequence);
}

CommandResult cmdUidStore(Session& session, Context& context, ArgReader& args)
{
    return store(session, context, args, Numbering::Uid);
}

} // namespace kc::imap
