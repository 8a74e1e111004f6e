// SPDX-License-Identifier: Apache-2.0
// STORE and UID STORE, RFC 3501 §6.4.6, with UNCHANGEDSINCE (RFC 7162 §3.1.3). The flags as they
// have become are told by a fetch of the same messages; .SILENT leaves them out.
#include "CommandTable.h"
#include "SetArg.h"
#include "fetch/FetchJob.h"
#include "mailbox/Flags.h"
#include "wire/Ascii.h"

#include <algorithm>

namespace kc::imap
{

namespace
{

struct StoreRequest
{
    kc_flag_change change = KC_FLAGS_REPLACE;
    bool silent = false;
    FlagNames names;
    std::uint64_t unchangedSince = UINT64_MAX;
};

/// What became of the messages.
struct Outcome
{
    UidRanges changed;
    UidRanges kept; ///< back by UNCHANGEDSINCE
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

/// ["(" "UNCHANGEDSINCE" SP mod-sequence-valzer ")" SP], RFC 7162 §3.1.3.
bool readModifier(ArgReader& args, StoreRequest& request)
{
    if (!args.skip('('))
        return true;
    if (!equalsIgnoringCase(args.word().value_or(sv{}), "UNCHANGEDSINCE") || !args.space())
        return false;
    const auto modseq = args.modseq();
    request.unchangedSince = modseq.value_or(0);
    return modseq && args.skip(')') && args.space();
}

std::optional<StoreRequest> readRequest(ArgReader& args)
{
    StoreRequest request;
    if (!args.space() || !readModifier(args, request))
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

/// Is the client to be told of these changes as of those that others make?
enum class Teller : bool
{
    Command,
    Update
};

/// One call of the store; `outcome.kept` is that of this call.
Status setFlags(Session& session, Context& context, const UidRanges& uids,
                const StoreRequest& request, Teller teller, Outcome& outcome)
{
    MailboxView& view = session.view();
    const kc_flag_update update{sizeof update, request.change, request.names.flags,
                                str(request.names.keywords), request.unchangedSince};
    outcome.kept.clear();
    const auto kept = [&](const kc_message& message) { addUid(outcome.kept, message.uid); };
    const auto changed = [&](const kc_message& message)
    {
        addUid(outcome.changed, message.uid);
        if (teller == Teller::Command)
            view.addOwn(message.modseq);
    };
    const Status status =
        session.mail().setFlags(context, view.id(), uidSet(uids), update, Sink<kc_message>{changed},
                                Sink<kc_message>{kept});
    normalize(outcome.changed);
    normalize(outcome.kept);
    return status;
}

/// Without a word the client takes the flags as it knew them and changes them itself (.SILENT). So
/// that it is right, messages that others changed since are told like any change of others.
Status setSilently(Session& session, Context& context, const UidRanges& uids, StoreRequest request,
                   Outcome& outcome)
{
    const std::uint64_t asked = request.unchangedSince;
    request.unchangedSince = std::min(asked, session.view().modseq());
    const Status status = setFlags(session, context, uids, request, Teller::Command, outcome);
    if (!status.ok() || outcome.kept.empty() || asked == request.unchangedSince)
        return status;
    request.unchangedSince = asked;
    const UidRanges again = outcome.kept;
    return setFlags(session, context, again, request, Teller::Update, outcome);
}

Status change(Session& session, Context& context, const UidRanges& uids,
              const StoreRequest& request, Outcome& outcome)
{
    const Status status = request.silent
                              ? setSilently(session, context, uids, request, outcome)
                              : setFlags(session, context, uids, request, Teller::Command, outcome);
    session.raiseChange();
    const bool deletes =
        request.change != KC_FLAGS_REMOVE && (request.names.flags & KC_FLAG_DELETED) != 0;
    if (status.ok() && deletes && session.settings().expungeOnDelete)
        expungeDeleted(session, context, uids);
    return status;
}

/// RFC 7162 §3.1.3: the code names those that were kept back, as the command numbers them.
std::string completion(const MailboxView& view, const UidRanges& kept, Numbering numbering)
{
    if (kept.empty())
        return "STORE completed";
    UidRanges named;
    for (const auto& [first, last] : kept)
        for (std::uint32_t uid = first; uid <= last; ++uid)
            if (const std::uint32_t number = view.numberOf(uid))
                addUid(named, numbering == Numbering::Uid ? uid : number);
    return "[MODIFIED " + uidText(named) + "] Some were changed by others";
}

/// The FETCH responses that end the command.
CommandResult tell(Session& session, const StoreRequest& request, UidRanges uids, Outcome outcome,
                   Numbering numbering)
{
    const bool aware = session.isEnabled(Extension::Condstore);
    std::string completed = completion(session.view(), outcome.kept, numbering);
    UidRanges told = request.silent ? std::move(outcome.changed) : without(uids, outcome.kept);
    if ((request.silent && !aware) || told.empty())
        return CommandResult::ok(completed);
    FetchRequest fetch;
    if (numbering == Numbering::Uid || session.extensions().wantUids())
        fetch.add(FetchField::Uid);
    if (!request.silent)
        fetch.add(FetchField::Flags);
    if (aware)
        fetch.add(FetchField::Modseq);
    return session.start(
        std::make_unique<FetchJob>(std::move(fetch), std::move(told), std::move(completed)));
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
    if (request->unchangedSince != UINT64_MAX)
        session.enable(Extension::Condstore);
    if (set.uids.empty())
        return CommandResult::ok("STORE completed");
    Outcome outcome;
    const Status status = change(session, context, set.uids, *request, outcome);
    if (!status.ok())
        return refusal(status.code());
    return tell(session, *request, std::move(set.uids), std::move(outcome), numbering);
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
