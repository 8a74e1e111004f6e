// SPDX-License-Identifier: Apache-2.0
// SELECT and EXAMINE, RFC 3501 §6.3.1, §6.3.2, with the parameters of RFC 7162.
#include "CommandTable.h"
#include "ListJob.h"
#include "MailboxArg.h"
#include "SelectArgs.h"
#include "fetch/FetchJob.h"
#include "mailbox/Flags.h"
#include "mailbox/ObjectId.h"
#include "mailbox/OwnedMailbox.h"
#include "mailbox/Vanished.h"

#include <kc/config.hpp>

#include <algorithm>
#include <vector>

namespace kc::imap
{

namespace
{

constexpr std::size_t kMaxKeywordsShown = 200;

/// What one pass over the messages gives.
struct Survey
{
    std::uint32_t firstUnseen = 0; ///< its uid
    std::vector<std::string> keywords;

    void add(const kc_message& message)
    {
        if (firstUnseen == 0 && (message.flags & KC_FLAG_SEEN) == 0)
            firstUnseen = message.uid;
        if (message.keywords.n != 0)
            eachWord(kc::view(message.keywords), [&](sv word) { addKeyword(word); });
    }

    std::string flags() const
    {
        std::string text{kSystemFlags};
        for (const std::string& keyword : keywords)
            text.append(" ").append(keyword);
        return text;
    }

private:
    void addKeyword(sv word)
    {
        const bool known = std::find(keywords.begin(), keywords.end(), word) != keywords.end();
        if (!known && keywords.size() < kMaxKeywordsShown)
            keywords.emplace_back(word);
    }
};

/// A mailbox on its way to being selected.
struct Opening
{
    OwnedMailbox mailbox;
    std::unique_ptr<MailboxView> view;
    Survey survey;
    UidRanges gone;    ///< for VANISHED (EARLIER)
    std::string given; ///< the name as the client wrote it, if that is another
};

Status listAll(Session& session, Context& context, Opening& opening)
{
    const auto add = [&](const kc_message& message)
    {
        if (opening.view->add(message.uid))
            opening.survey.add(message);
    };
    return session.mail().list(context, opening.view->id(), {&kAllUids, 1}, KC_MESSAGE_FLAGS, 0,
                               Sink<kc_message>{add});
}

/// RFC 7162 §3.2.5: what vanished since the client was here. The view is brought to the same
/// moment, so that no message is both there and gone.
Status resynchronize(Session& session, Context& context, Opening& opening, const KnownState& known)
{
    MailboxView& view = *opening.view;
    std::uint64_t modseq = view.modseq();
    const auto now = [&](const kc_mailbox& mailbox) { modseq = mailbox.modseq; };
    const auto message = [&](const kc_message& changed)
    {
        if (view.add(changed.uid))
            opening.survey.add(changed);
    };
    const auto vanished = [&](const kc_vanished& row)
    {
        view.vanish(row.uid);
        if (contains(known.uids, row.uid))
            addUid(opening.gone, row.uid);
    };
    const Status status = session.mail().changes(
        context, view.id(), std::min(known.modseq, view.modseq()), now, message, vanished);
    (void)view.takeVanished(SIZE_MAX);
    view.reached(modseq);
    view.told().completed(modseq);
    return status;
}

/// RFC 9051 §6.3.2: so that the client learns how the name is written.
std::string listed(const Opening& opening)
{
    return listLine("LIST", {opening.mailbox.name,
                             attributesOf(opening.mailbox),
                             opening.given.empty() ? std::string{} : oldName(opening.given),
                             {}});
}

void tell(Session& session, const Opening& opening)
{
    Output& out = session.out();
    const bool rev2 = session.isEnabled(Extension::Imap4rev2);
    MailboxView& view = *opening.view;
    const std::string flags = opening.survey.flags();
    out << "* FLAGS (" << flags << ")\r\n";
    if (view.isReadOnly())
        out << "* OK [PERMANENTFLAGS ()] Read-only\r\n";
    else
        out << "* OK [PERMANENTFLAGS (" << flags << " \\*)] Flags are kept\r\n";
    (void)view.takeNewExists();
    out << "* " << view.exists() << " EXISTS\r\n";
    if (!rev2) // RFC 9051 §6.3.2 has neither
    {
        out << "* 0 RECENT\r\n";
        if (const std::uint32_t unseen = view.numberOf(opening.survey.firstUnseen))
            out << "* OK [UNSEEN " << unseen << "] First unseen\r\n";
    }
    out << "* OK [UIDVALIDITY " << opening.mailbox.raw.uid_validity << "] UIDs are valid\r\n"
        << "* OK [UIDNEXT " << std::max(opening.mailbox.raw.uid_next, view.lastUid() + 1)
        << "] Next UID\r\n"
        << "* OK [HIGHESTMODSEQ " << view.told().announce() << "] Highest\r\n"
        << "* OK [MAILBOXID (" << mailboxId(view.id()) << ")] Of this mailbox\r\n";
    if (rev2)
        out << listed(opening);
    writeVanishedEarlier(out, opening.gone);
}

/// The end of SELECT: at once, or after the flags that changed since the client was here.
CommandResult finish(Session& session, const std::optional<KnownState>& known, sv completed)
{
    const MailboxView& view = session.view();
    if (!known || known->modseq >= view.modseq() || view.exists() == 0)
        return CommandResult::ok(completed);
    FetchRequest request;
    for (const FetchField field : {FetchField::Uid, FetchField::Flags, FetchField::Modseq})
        request.add(field);
    request.changedSince = known->modseq;
    return session.start(
        std::make_unique<FetchJob>(std::move(request), known->uids, std::string{completed}));
}

CommandResult open(Session& session, Context& context, const MailboxArg& arg, SelectArgs args,
                   Access access)
{
    auto mailbox = findMailbox(session.store(), context, session.account(), arg.name);
    if (!mailbox)
        return refusal(KC_ENOTFOUND);
    auto view = std::make_unique<MailboxView>(mailbox->raw, access);
    Opening opening{std::move(*mailbox), std::move(view), {}, {}, arg.given};
    if (args.known && args.known->uidValidity != opening.view->uidValidity())
        args.known.reset(); // RFC 7162 §3.2.5: what it knows is of another mailbox
    Status status = listAll(session, context, opening);
    if (status.ok() && args.known)
        status = resynchronize(session, context, opening, *args.known);
    if (!status.ok())
        return refusal(status.code());
    opening.view->settle();
    tell(session, opening);
    session.select(std::move(opening.view));
    return finish(session, args.known,
                  access == Access::ReadOnly ? "[READ-ONLY] EXAMINE completed"
                                             : "[READ-WRITE] SELECT completed");
}

CommandResult run(Session& session, Context& context, ArgReader& args, Access access)
{
    const MailboxArg arg = readMailbox(session, args);
    if (arg.refused)
        return *arg.refused;
    auto parameters = SelectArgs::parse(args);
    // RFC 7162 §3.2.5: QRESYNC only where it was enabled
    if (!parameters || (parameters->known && !session.isEnabled(Extension::Qresync)))
        return badArguments();
    if (session.state() == State::Selected) // RFC 3501 §6.3.1: also when the new one cannot be
    {
        session.deselect();
        session.out() << "* OK [CLOSED] What follows is of another mailbox\r\n";
    }
    if (parameters->condstore)
        session.enable(Extension::Condstore);
    return open(session, context, arg, std::move(*parameters), access);
}

} // namespace

CommandResult cmdSelect(Session& session, Context& context, ArgReader& args)
{
    return run(session, context, args, Access::ReadWrite);
}

CommandResult cmdExamine(Session& session, Context& context, ArgReader& args)
{
    return run(session, context, args, Access::ReadOnly);
}

} // namespace kc::imap
