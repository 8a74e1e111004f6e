// SPDX-License-Identifier: Apache-2.0
// FETCH and UID FETCH, RFC 3501 §6.4.5, §6.4.8, with the modifiers of RFC 7162 §3.1.4.1, §3.2.6.
#include "CommandTable.h"
#include "SetArg.h"
#include "fetch/FetchJob.h"
#include "mailbox/Vanished.h"
#include "wire/Ascii.h"

namespace kc::imap
{

namespace
{

struct Modifiers
{
    std::uint64_t changedSince = 0;
    bool vanished = false;
};

bool readModifier(ArgReader& args, Modifiers& modifiers)
{
    const sv name = args.atom().value_or(sv{});
    if (equalsIgnoringCase(name, "VANISHED"))
        return modifiers.vanished = true;
    if (!equalsIgnoringCase(name, "CHANGEDSINCE") || !args.space())
        return false;
    const auto modseq = args.modseq();
    modifiers.changedSince = modseq.value_or(0);
    return modifiers.changedSince != 0; // mod-sequence-value: not zero
}

/// [SP "(" fetch-modifier *(SP fetch-modifier) ")"], RFC 4466 §2.4.
std::optional<Modifiers> readModifiers(ArgReader& args)
{
    Modifiers modifiers;
    if (args.atEnd())
        return modifiers;
    if (!args.space() || !args.skip('('))
        return std::nullopt;
    do
    {
        if (!readModifier(args, modifiers))
            return std::nullopt;
    } while (args.space());
    if (!args.skip(')') || !args.atEnd())
        return std::nullopt;
    return modifiers;
}

/// RFC 7162 §3.2.6: UID FETCH only, with CHANGEDSINCE only, after ENABLE QRESYNC only.
bool mayAskForVanished(const Session& session, const Modifiers& modifiers, Numbering numbering)
{
    return numbering == Numbering::Uid && modifiers.changedSince != 0 &&
           session.isEnabled(Extension::Qresync);
}

CommandResult fetch(Session& session, Context& context, ArgReader& args, Numbering numbering)
{
    SetArg set = readSet(args, session.view(), numbering);
    if (set.refused)
        return *set.refused;
    auto request = args.space() ? FetchRequest::parse(args) : std::nullopt;
    const auto modifiers = request ? readModifiers(args) : std::nullopt;
    if (!modifiers || (modifiers->vanished && !mayAskForVanished(session, *modifiers, numbering)))
        return badArguments();
    request->changedSince = modifiers->changedSince;
    if (request->changedSince != 0)
        request->add(FetchField::Modseq);
    if (request->has(FetchField::Modseq))
        session.enable(Extension::Condstore);
    if (numbering == Numbering::Uid)
        request->addUid();
    if (modifiers->vanished)
        tellVanishedEarlier(session, context, request->changedSince, set.asked);
    return session.start(
        std::make_unique<FetchJob>(std::move(*request), std::move(set.uids), "FETCH completed"));
}

} // namespace

CommandResult cmdFetch(Session& session, Context& context, ArgReader& args)
{
    return fetch(session, context, args, Numbering::Sequence);
}

CommandResult cmdUidFetch(Session& session, Context& context, ArgReader& args)
{
    return fetch(session, context, args, Numbering::Uid);
}

} // namespace kc::imap
