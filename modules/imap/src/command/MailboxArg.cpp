// SPDX-License-Identifier: Apache-2.0
// See MailboxArg.h.
#include "MailboxArg.h"

#include "CommandTable.h"
#include "ListJob.h"
#include "mailbox/MailboxName.h"

namespace kc::imap
{

MailboxArg readMailbox(const Session& session, ArgReader& args)
{
    auto given = args.space() ? args.astring() : std::nullopt;
    if (!given)
        return {{}, {}, badArguments()};
    auto name = mailboxName(*given, session.nameForm());
    if (!name)
        return {{}, {}, CommandResult::no("[CANNOT] That cannot be the name of a mailbox")};
    if (given->ends_with('/')) // RFC 9051 §6.3.4: a declaration, no part of the name
        given->pop_back();
    if (session.nameForm() != NameForm::Utf8 || *given == *name)
        given->clear();
    return {std::move(*name), std::move(*given), std::nullopt};
}

void tellSpelling(Session& session, Context& context, sv name, sv given)
{
    if (given.empty() || !session.isEnabled(Extension::Imap4rev2))
        return;
    const auto mailbox = session.mailboxes().find(context, name);
    std::string attributes = mailbox ? attributesOf(*mailbox) : "\\NonExistent";
    session.out() << listLine("LIST",
                              {std::string{name}, std::move(attributes), oldName(given), {}});
}

} // namespace kc::imap
