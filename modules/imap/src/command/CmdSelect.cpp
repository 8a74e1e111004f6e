// SPDX-License-Identifier: Apache-2.0
// SELECT and EXAMINE, RFC 3501 §6.3.1, §6.3.2.
#include "CommandTable.h"
#include "MailboxArg.h"
#include "mailbox/Flags.h"
#include "mailbox/OwnedMailbox.h"

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
    std::uint32_t firstUnseen = 0;
    std::vector<std::string> keywords;

    void add(const kc_message& message, std::uint32_t number)
    {
        if (firstUnseen == 0 && (message.flags & KC_FLAG_SEEN) == 0)
            firstUnseen = number;
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

void tell(Output& out, const Survey& survey, const OwnedMailbox& mailbox, MailboxView& view)
{
    const std::string flags = survey.flags();
    out << "* FLAGS (" << flags << ")\r\n";
    if (view.isReadOnly())
        out << "* OK [PERMANENTFLAGS ()] Read-only\r\n";
    else
        out << "* OK [PERMANENTFLAGS (" << flags << " \\*)] Flags are kept\r\n";
    (void)view.takeNewExists();
    out << "* " << view.exists() << " EXISTS\r\n* 0 RECENT\r\n";
    if (survey.firstUnseen != 0)
        out << "* OK [UNSEEN " << survey.firstUnseen << "] First unseen\r\n";
    out << "* OK [UIDVALIDITY " << mailbox.raw.uid_validity << "] UIDs are valid\r\n"
        << "* OK [UIDNEXT " << std::max(mailbox.raw.uid_next, view.lastUid() + 1)
        << "] Next UID\r\n";
}

CommandResult open(Session& session, Context& context, ArgReader& args, Access access)
{
    const MailboxArg arg = readMailbox(args);
    if (arg.refused)
        return *arg.refused;
    if (!args.atEnd())
        return badArguments();
    if (session.state() == State::Selected) // RFC 3501 §6.3.1: also when the new one cannot be
        session.deselect();
    const auto mailbox = findMailbox(session.store(), context, session.account(), arg.name);
    if (!mailbox)
        return refusal(KC_ENOTFOUND);
    auto view = std::make_unique<MailboxView>(mailbox->raw, access);
    Survey survey;
    const auto add = [&](const kc_message& message)
    {
        if (view->add(message.uid))
            survey.add(message, view->exists());
    };
    const Status status = session.mail().list(context, view->id(), {&kAllUids, 1}, KC_MESSAGE_FLAGS,
                                              0, Sink<kc_message>{add});
    if (!status.ok())
        return refusal(status.code());
    view->settle();
    tell(session.out(), survey, *mailbox, *view);
    session.select(std::move(view));
    return CommandResult::ok(access == Access::ReadOnly ? "[READ-ONLY] EXAMINE completed"
                                                        : "[READ-WRITE] SELECT completed");
}

} // namespace

CommandResult cmdSelect(Session& session, Context& context, ArgReader& args)
{
    return open(session, context, args, Access::ReadWrite);
}

CommandResult cmdExamine(Session& session, Context& context, ArgReader& args)
{
    return open(session, context, args, Access::ReadOnly);
}

} // namespace kc::imap
