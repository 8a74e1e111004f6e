// SPDX-License-Identifier: Apache-2.0
// STATUS, RFC 3501 §6.3.10. RECENT is always 0, as everywhere here.
#include "CommandTable.h"
#include "MailboxArg.h"
#include "mailbox/MailboxName.h"
#include "mailbox/OwnedMailbox.h"
#include "wire/Ascii.h"

#include <kc/mime/ImapString.h>

#include <array>

namespace kc::imap
{

namespace
{

struct StatusItem
{
    sv name;
    std::uint32_t (*value)(const kc_mailbox&);
};

constexpr std::array kItems{
    StatusItem{"MESSAGES", [](const kc_mailbox& m) { return m.messages; }},
    StatusItem{"RECENT", [](const kc_mailbox&) { return std::uint32_t{0}; }},
    StatusItem{"UIDNEXT", [](const kc_mailbox& m) { return m.uid_next; }},
    StatusItem{"UIDVALIDITY", [](const kc_mailbox& m) { return m.uid_validity; }},
    StatusItem{"UNSEEN", [](const kc_mailbox& m) { return m.unseen; }},
};

const StatusItem* findItem(sv name)
{
    for (const StatusItem& item : kItems)
        if (equalsIgnoringCase(item.name, name))
            return &item;
    return nullptr;
}

/// SP "(" item *(SP item) ")"
std::optional<std::vector<const StatusItem*>> readItems(ArgReader& args)
{
    std::vector<const StatusItem*> items;
    if (!args.space() || !args.skip('('))
        return std::nullopt;
    do
    {
        const auto name = args.word();
        const StatusItem* const item = name ? findItem(*name) : nullptr;
        if (item == nullptr || items.size() > 2 * kItems.size())
            return std::nullopt;
        items.push_back(item);
    } while (args.space());
    if (!args.skip(')') || !args.atEnd())
        return std::nullopt;
    return items;
}

} // namespace

CommandResult cmdStatus(Session& session, Context& context, ArgReader& args)
{
    const MailboxArg arg = readMailbox(args);
    if (arg.refused)
        return *arg.refused;
    const auto items = readItems(args);
    if (!items)
        return badArguments();
    const auto mailbox = findMailbox(session.store(), context, session.account(), arg.name);
    if (!mailbox)
        return refusal(KC_ENOTFOUND);
    std::string text = "* STATUS ";
    mime::appendImapString(text, toModifiedUtf7(mailbox->name));
    char before = '(';
    text.push_back(' ');
    for (const StatusItem* item : *items)
    {
        text.append(1, before).append(item->name).append(" ");
        text.append(std::to_string(item->value(mailbox->raw)));
        before = ' ';
    }
    session.out() << text << ")\r\n";
    return CommandResult::ok("STATUS completed");
}

} // namespace kc::imap
