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
constexpr sv kSelect = "SELECT";
constexpr sv kExamine = "EXAMINE";

/// The keywords of a mailbox, each once.
class KeywordList
{
public:
    void add(sv keywords)
    {
        eachWord(keywords, [&](sv word) { addOne(word); });
    }

    std::string flags() const
    {
        std::string text{kSystemFlags};
        for (const std::string& keyword : _keywords)
            text.append(" ").append(keyword);
        return text;
    }

private:
    void addOne(sv word)
    {
        const bool known = std::find(_keywords.begin(), _keywords.end(), word) != _keywords.end();
        if (!known && _keywords.size() < kMaxKeywordsShown)
            _keywords.emplace_back(word);
    }

    std::vector<std::string> _keywords;
};

/// A mailbox on its way to being selected.
struct Opening
{
    OwnedMailbox mailbox;
    std::string given; ///< the name as the client wrote it, if that is another
    std::unique_ptr<MailboxView> view{};
    KeywordList keywords{};
    std::uint32_t uidNext = 0;
    std::uint32_t firstUnseen = 0; ///< its uid
    UidRanges gone{};              ///< for VANISHED (EARLIER)

    void note(const kc_mailbox& row)
    {
        keywords.add(kc::view(row.keywords));
        uidNext = row.uid_next;
    }
};

/// All that is told is of one moment: the store's snapshot.
Status load(Session& session, Context& context, Opening& opening, Access access)
{
    const auto now = [&](const kc_mailbox& row)
    {
        opening.view = std::make_unique<MailboxView>(row, access);
        opening.note(row);
    };
    const auto uids = [&](const kc_uid_range& range) { opening.view->addRange(range); };
    return session.mail().select(context, opening.mailbox.raw.id, now, uids, opening.firstUnseen);
}

/// RFC 7162 §3.2.5: what vanished since the client was here. The view is brought to the same
/// moment, so that no message is both there and gone.
Status resynchronize(Session& session, Context& context, Opening& opening, const KnownState& known)
{
    MailboxView& view = *opening.view;
    std::uint64_t modseq = view.modseq();
    const auto now = [&](const kc_mailbox& mailbox)
    {
        modseq = mailbox.modseq;
        opening.note(mailbox);
    };
    const auto message = [&](const kc_message& changed) { (void)view.add(changed.uid); };
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
    const std::string flags = opening.keywords.flags();
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
        if (const std::uint32_t unseen = view.numberOf(opening.firstUnseen))
            out << "* OK [UNSEEN " << unseen << "] First unseen\r\n";
    }
    out << "* OK [UIDVALIDITY " << view.uidValidity() << "] UIDs are valid\r\n"
        << "* OK [UIDNEXT " << opening.uidNext << "] Next UID\r\n"
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
                   sv command)
{
    Access access = command == kExamine ? Access::ReadOnly : Access::ReadWrite;
    auto mailbox = session.mailboxes().find(context, arg.name);
    if (!mailbox)
        return refusal(KC_ENOTFOUND);
    // RFC 9051 §6.3.2: whether what the command asks for is what there is
    if (access == Access::ReadWrite && !session.mailboxes().mayWrite(context, *mailbox))
        access = Access::ReadOnly;
    Opening opening{std::move(*mailbox), arg.given};
    Status status = load(session, context, opening, access);
    if (status.ok() && args.known && args.known->uidValidity != opening.view->uidValidity())
        args.known.reset(); // RFC 7162 §3.2.5: what it knows is of another mailbox
    if (status.ok() && args.known)
        status = resynchronize(session, context, opening, *args.known);
    if (!status.ok())
        return refusal(status.code());
    opening.view->settle();
    tell(session, opening);
    session.select(std::move(opening.view));
    const std::string code = access == Access::ReadOnly ? "[READ-ONLY] " : "[READ-WRITE] ";
    return finish(session, args.known, code + std::string{command} + " completed");
}

CommandResult run(Session& session, Context& context, ArgReader& args, sv command)
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
    return open(session, context, arg, std::move(*parameters), command);
}

} // namespace

CommandResult cmdSelect(Session& session, Context& context, ArgReader& args)
{
    return run(session, context, args, kSelect);
}

CommandResult cmdExamine(Session& session, Context& context, ArgReader& args)
{
    return run(session, context, args, kExamine);
}

} // namespace kc::imap
