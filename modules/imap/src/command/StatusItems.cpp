// SPDX-License-Identifier: Apache-2.0
// See StatusItems.h. RECENT is always 0, as everywhere here.
#include "StatusItems.h"

#include "Session.h"
#include "mailbox/MailboxName.h"
#include "mailbox/ObjectId.h"
#include "wire/Ascii.h"
#include "wire/SequenceSet.h"

#include <algorithm>
#include <array>

namespace kc::imap
{

/// Where values come from.
struct StatusSource
{
    Session& session;
    Context& context;
    const kc_mailbox& mailbox;
};

struct StatusItem
{
    sv name;
    std::string (*value)(const StatusSource& from);
};

namespace
{

template <auto Member>
std::string field(const StatusSource& from)
{
    return std::to_string(from.mailbox.*Member);
}

/// RFC 9208 §4.1.4: octets that EXPUNGE would free.
std::string deletedStorage(const StatusSource& from)
{
    std::uint64_t octets = 0;
    const auto add = [&](const kc_message& message)
    {
        if ((message.flags & KC_FLAG_DELETED) != 0)
            octets += message.octets;
    };
    if (from.mailbox.deleted != 0)
        (void)from.session.mail().list(from.context, from.mailbox.id, {&kAllUids, 1},
                                       KC_MESSAGE_FACTS, 0, Sink<kc_message>{add});
    return std::to_string(octets);
}

constexpr std::array kItems{
    StatusItem{"MESSAGES", field<&kc_mailbox::messages>},
    StatusItem{"RECENT", [](const StatusSource&) { return std::string{"0"}; }},
    StatusItem{"UIDNEXT", field<&kc_mailbox::uid_next>},
    StatusItem{"UIDVALIDITY", field<&kc_mailbox::uid_validity>},
    StatusItem{"HIGHESTMODSEQ", field<&kc_mailbox::modseq>}, // RFC 7162 §3.1.7
    StatusItem{"UNSEEN", field<&kc_mailbox::unseen>},
    StatusItem{"DELETED", field<&kc_mailbox::deleted>},
    StatusItem{"DELETED-STORAGE", deletedStorage},
    StatusItem{"SIZE", field<&kc_mailbox::octets>}, // RFC 8438
    StatusItem{"MAILBOXID",                         // RFC 8474 §4.3
               [](const StatusSource& from) { return "(" + mailboxId(from.mailbox.id) + ")"; }},
    StatusItem{"APPENDLIMIT", // RFC 7889 §3.1: the same for all mailboxes
               [](const StatusSource& from)
               { return std::to_string(from.session.settings().maxMessageBytes); }},
};

const StatusItem* findItem(sv name)
{
    const auto* const found =
        std::find_if(kItems.begin(), kItems.end(),
                     [&](const StatusItem& item) { return equalsIgnoringCase(item.name, name); });
    return found == kItems.end() ? nullptr : found;
}

} // namespace

std::optional<StatusItems> StatusItems::parse(ArgReader& args)
{
    StatusItems items;
    if (!args.skip('('))
        return std::nullopt;
    do
    {
        const auto name = args.atom();
        const StatusItem* const item = name ? findItem(*name) : nullptr;
        if (item == nullptr || items._items.size() > 2 * kItems.size())
            return std::nullopt;
        items._items.push_back(item);
    } while (args.space());
    if (!args.skip(')'))
        return std::nullopt;
    return items;
}

bool StatusItems::has(sv name) const
{
    return std::any_of(_items.begin(), _items.end(),
                       [&](const StatusItem* item) { return item->name == name; });
}

std::string StatusItems::line(Session& session, Context& context, sv name,
                              const kc_mailbox& mailbox) const
{
    std::string text = "* STATUS ";
    appendName(text, name);
    char before = '(';
    text.push_back(' ');
    for (const StatusItem* item : _items)
    {
        text.append(1, before).append(item->name).append(" ");
        text.append(item->value({session, context, mailbox}));
        before = ' ';
    }
    return text.append(")\r\n");
}

} // namespace kc::imap
