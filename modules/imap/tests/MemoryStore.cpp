// SPDX-License-Identifier: Apache-2.0
// The account and its mailboxes; messages are in MemoryMail.cpp.
#include "MemoryStore.h"

#include <kc/mime/Scanner.h>
#include <kc/mime/Summary.h>

#include <algorithm>

namespace kc::imap::test
{

kc_mailbox rowOf(const StoredMailbox& mailbox)
{
    const auto count = [&](auto&& matches)
    {
        return static_cast<std::uint32_t>(
            std::count_if(mailbox.messages.begin(), mailbox.messages.end(), matches));
    };
    kc_mailbox made{};
    made.size = sizeof made;
    made.id = mailbox.id;
    made.account = MemoryAccount::kAccount;
    made.name = str(mailbox.name);
    made.role = str(mailbox.role);
    made.uid_validity = mailbox.uidValidity;
    made.uid_next = mailbox.uidNext;
    made.modseq = mailbox.modseq;
    made.messages = static_cast<std::uint32_t>(mailbox.messages.size());
    made.unseen = count([](const StoredMessage& m) { return (m.flags & KC_FLAG_SEEN) == 0; });
    made.deleted = count([](const StoredMessage& m) { return (m.flags & KC_FLAG_DELETED) != 0; });
    for (const StoredMessage& message : mailbox.messages)
        made.octets += message.octets.size();
    made.subscribed = mailbox.subscribed ? 1 : 0;
    made.keywords = str(mailbox.keywords);
    return made;
}

MemoryAccount::MemoryAccount()
{
    create("INBOX", "inbox");
}

StoredMailbox* MemoryAccount::find(sv name)
{
    const auto found = std::find_if(mailboxes.begin(), mailboxes.end(),
                                    [&](const StoredMailbox& m) { return m.name == name; });
    return found == mailboxes.end() ? nullptr : &*found;
}

StoredMailbox* MemoryAccount::find(kc_id id)
{
    const auto found = std::find_if(mailboxes.begin(), mailboxes.end(),
                                    [&](const StoredMailbox& m) { return m.id == id; });
    return found == mailboxes.end() ? nullptr : &*found;
}

StoredMailbox& MemoryAccount::create(sv name, sv role)
{
    StoredMailbox made;
    made.id = _nextId++;
    made.name = name;
    made.role = role;
    made.uidValidity = static_cast<std::uint32_t>(made.id);
    return mailboxes.emplace_back(std::move(made));
}

bool MemoryAccount::removeMailbox(sv name)
{
    StoredMailbox* const found = find(name);
    if (found == nullptr)
        return false;
    const kc_id id = found->id;
    mailboxes.remove_if([&](const StoredMailbox& m) { return m.id == id; });
    tell(id);
    return true;
}

void MemoryAccount::enter(sv function)
{
    if (_failing != function)
        return;
    _failing.clear();
    throw Fault{KC_EUNAVAIL, "SELECT FROM /var/lib/secret.db failed"};
}

std::uint64_t MemoryAccount::nextModseq(StoredMailbox& mailbox)
{
    return mailbox.modseq = ++_modseq;
}

void MemoryAccount::tell(kc_id mailbox)
{
    for (const Watch& watch : watches)
        watch.fn(watch.arg, mailbox);
}

std::uint32_t MemoryAccount::deliver(sv mailbox, std::string octets, std::uint32_t flags,
                                     sv keywords, std::int64_t received)
{
    StoredMailbox& box = *find(mailbox);
    StoredMessage message{};
    message.uid = box.uidNext++;
    message.email = ++_lastEmail;
    message.flags = flags;
    message.keywords = keywords;
    box.keywords.append(" ").append(keywords);
    message.modseq = nextModseq(box);
    message.received = received;
    message.saved = kNow;
    message.summary = mime::summarize(mime::scan(octets)).encode();
    message.octets = std::move(octets);
    box.messages.push_back(std::move(message));
    tell(box.id);
    return box.messages.back().uid;
}

void MemoryAccount::setFlags(sv mailbox, std::uint32_t uid, std::uint32_t flags)
{
    StoredMailbox& box = *find(mailbox);
    const std::uint64_t modseq = nextModseq(box);
    for (StoredMessage& message : box.messages)
    {
        if (message.uid != uid)
            continue;
        message.flags = flags;
        message.modseq = modseq;
    }
    tell(box.id);
}

void MemoryAccount::expunge(sv mailbox, std::uint32_t uid)
{
    StoredMailbox& box = *find(mailbox);
    box.vanished.emplace_back(uid, nextModseq(box));
    std::erase_if(box.messages, [&](const StoredMessage& m) { return m.uid == uid; });
    tell(box.id);
}

Status MemoryStore::account(Context&, kc_id, kc_id& account)
{
    _account.enter("account");
    account = MemoryAccount::kAccount;
    return KC_OK;
}

Status MemoryStore::removeAccount(Context&, kc_id)
{
    return KC_OK;
}

Status MemoryStore::mailboxes(Context&, kc_id, Sink<kc_mailbox> mailboxes)
{
    _account.enter("mailboxes");
    for (const StoredMailbox& mailbox : _account.mailboxes)
        mailboxes(rowOf(mailbox));
    return KC_OK;
}

Status MemoryStore::mailbox(Context&, kc_id, sv name, Sink<kc_mailbox> mailboxes)
{
    _account.enter("mailbox");
    const StoredMailbox* const found = _account.find(name);
    if (found == nullptr)
        return KC_ENOTFOUND;
    mailboxes(rowOf(*found));
    return KC_OK;
}

Status MemoryStore::create(Context&, kc_id, sv name, kc_id& id)
{
    if (_account.find(name) != nullptr)
        return KC_EEXISTS;
    if (name.size() > 255 || name.starts_with('/'))
        return KC_EINVAL;
    for (std::size_t slash = name.find('/'); slash != sv::npos; slash = name.find('/', slash + 1))
        if (_account.find(name.substr(0, slash)) == nullptr)
            _account.create(name.substr(0, slash));
    id = _account.create(name).id;
    return KC_OK;
}

Status MemoryStore::rename(Context&, kc_id, sv from, sv to)
{
    StoredMailbox* const found = _account.find(from);
    if (found == nullptr)
        return KC_ENOTFOUND;
    if (_account.find(to) != nullptr)
        return KC_EEXISTS;
    const std::string below = found->name + "/";
    for (StoredMailbox& mailbox : _account.mailboxes)
        if (mailbox.name.starts_with(below))
            mailbox.name = std::string{to} + mailbox.name.substr(below.size() - 1);
    found->name = to;
    return KC_OK;
}

Status MemoryStore::remove(Context&, kc_id, sv name)
{
    if (name == "INBOX")
        return KC_EDENIED;
    for (const StoredMailbox& mailbox : _account.mailboxes)
        if (mailbox.name.starts_with(std::string{name} + "/"))
            return KC_EINVAL;
    return _account.removeMailbox(name) ? KC_OK : KC_ENOTFOUND;
}

Status MemoryStore::subscribe(Context&, kc_id, sv name, std::uint32_t on)
{
    StoredMailbox* const found = _account.find(name);
    if (found == nullptr)
        return KC_ENOTFOUND;
    found->subscribed = on != 0;
    return KC_OK;
}

Status MemoryStore::quota(Context&, kc_id, kc_quota& quota)
{
    _account.enter("quota");
    quota = {};
    quota.size = sizeof quota;
    for (const StoredMailbox& mailbox : _account.mailboxes)
    {
        quota.messages += mailbox.messages.size();
        quota.octets += rowOf(mailbox).octets;
    }
    quota.hard = _account.quota;
    return KC_OK;
}

Status MemoryStore::watch(kc_id, kc_watch_fn fn, void* arg, kc_watch*& out) noexcept
{
    _account.watches.push_back({fn, arg});
    out = reinterpret_cast<kc_watch*>(&_account.watches.back());
    return KC_OK;
}

void MemoryStore::unwatch(kc_watch* watch) noexcept
{
    _account.watches.remove_if(
        [&](const MemoryAccount::Watch& w)
        { return reinterpret_cast<kc_watch*>(const_cast<MemoryAccount::Watch*>(&w)) == watch; });
}

} // namespace kc::imap::test
