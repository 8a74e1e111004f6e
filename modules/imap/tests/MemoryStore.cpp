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
    made.account = mailbox.account;
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

StoredMailbox* MemoryAccount::find(sv name, kc_id account)
{
    const auto found = std::find_if(mailboxes.begin(), mailboxes.end(),
                                    [&](const StoredMailbox& m)
                                    { return m.account == account && m.name == name; });
    return found == mailboxes.end() ? nullptr : &*found;
}

StoredMailbox* MemoryAccount::find(kc_id id)
{
    const auto found = std::find_if(mailboxes.begin(), mailboxes.end(),
                                    [&](const StoredMailbox& m) { return m.id == id; });
    return found == mailboxes.end() ? nullptr : &*found;
}

StoredMailbox& MemoryAccount::create(sv name, sv role, kc_id account)
{
    StoredMailbox made;
    made.id = _nextId++;
    made.account = account;
    made.name = name;
    made.role = role;
    made.uidValidity = static_cast<std::uint32_t>(made.id);
    return mailboxes.emplace_back(std::move(made));
}

bool MemoryAccount::removeMailbox(sv name, kc_id account)
{
    const StoredMailbox* const found = find(name, account);
    if (found == nullptr)
        return false;
    tell(*found);
    mailboxes.remove_if([&](const StoredMailbox& m) { return &m == found; });
    return true;
}

void MemoryAccount::share(sv name, std::uint32_t rights)
{
    isShared = true;
    create(name, {}, kPublicAccount).rights = rights;
}

Status MemoryAccount::reach(kc_id id, std::uint32_t right, StoredMailbox*& found)
{
    found = find(id);
    if (found == nullptr)
        return KC_ENOTFOUND;
    return (found->rights & right) != 0 ? KC_OK : KC_EDENIED;
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

void MemoryAccount::tell(const StoredMailbox& mailbox)
{
    for (const Watch& watch : watches)
        if (watch.account == mailbox.account)
            watch.fn(watch.arg, mailbox.id);
}

std::uint32_t MemoryAccount::deliver(sv mailbox, std::string octets, std::uint32_t flags,
                                     sv keywords, std::int64_t received)
{
    return put(*find(mailbox), std::move(octets), flags, keywords, received);
}

std::uint32_t MemoryAccount::put(StoredMailbox& box, std::string octets, std::uint32_t flags,
                                 sv keywords, std::int64_t received)
{
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
    tell(box);
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
    tell(box);
}

void MemoryAccount::expunge(StoredMailbox& box, std::uint32_t uid)
{
    box.vanished.emplace_back(uid, nextModseq(box));
    std::erase_if(box.messages, [&](const StoredMessage& m) { return m.uid == uid; });
    tell(box);
}

Status MemoryStore::account(Context& context, kc_id principal, kc_id& account)
{
    _account.enter("account");
    KC_ASSERT(context.actor() == principal);
    account = MemoryAccount::kAccount;
    return KC_OK;
}

Status MemoryStore::removeAccount(Context&, kc_id)
{
    return KC_OK;
}

Status MemoryStore::mailboxes(Context&, kc_id account, Sink<kc_mailbox> mailboxes)
{
    _account.enter("mailboxes");
    for (const StoredMailbox& mailbox : _account.mailboxes)
        if (mailbox.account == account && (mailbox.rights & KC_RIGHT_VISIBLE) != 0)
            mailboxes(rowOf(mailbox));
    return KC_OK;
}

Status MemoryStore::mailbox(Context&, kc_id account, sv name, Sink<kc_mailbox> mailboxes)
{
    _account.enter("mailbox");
    const StoredMailbox* const found = _account.find(name, account);
    if (found == nullptr || (found->rights & KC_RIGHT_VISIBLE) == 0)
        return KC_ENOTFOUND;
    mailboxes(rowOf(*found));
    return KC_OK;
}

Status MemoryStore::create(Context&, kc_id account, sv name, kc_id& id)
{
    const auto find = [&](sv wanted) { return _account.find(wanted, account); };
    if (find(name) != nullptr)
        return KC_EEXISTS;
    if (name.size() > 255 || name.starts_with('/'))
        return KC_EINVAL;
    const StoredMailbox* const above = find(name.substr(0, name.rfind('/')));
    if (above != nullptr && (above->rights & KC_RIGHT_CREATE_FOLDERS) == 0)
        return KC_EDENIED;
    for (std::size_t slash = name.find('/'); slash != sv::npos; slash = name.find('/', slash + 1))
        if (find(name.substr(0, slash)) == nullptr)
            _account.create(name.substr(0, slash), {}, account);
    id = _account.create(name, {}, account).id;
    return KC_OK;
}

Status MemoryStore::rename(Context&, kc_id account, sv from, sv to)
{
    StoredMailbox* const found = _account.find(from, account);
    if (found == nullptr)
        return KC_ENOTFOUND;
    if ((found->rights & KC_RIGHT_FOLDER_OWNER) == 0)
        return KC_EDENIED;
    if (_account.find(to, account) != nullptr)
        return KC_EEXISTS;
    const std::string below = found->name + "/";
    for (StoredMailbox& mailbox : _account.mailboxes)
        if (mailbox.account == account && mailbox.name.starts_with(below))
            mailbox.name = std::string{to} + mailbox.name.substr(below.size() - 1);
    found->name = to;
    return KC_OK;
}

Status MemoryStore::remove(Context&, kc_id account, sv name)
{
    if (name == "INBOX")
        return KC_EDENIED;
    const StoredMailbox* const found = _account.find(name, account);
    if (found != nullptr && (found->rights & KC_RIGHT_FOLDER_OWNER) == 0)
        return KC_EDENIED;
    for (const StoredMailbox& mailbox : _account.mailboxes)
        if (mailbox.account == account && mailbox.name.starts_with(std::string{name} + "/"))
            return KC_EINVAL;
    return _account.removeMailbox(name, account) ? KC_OK : KC_ENOTFOUND;
}

Status MemoryStore::subscribe(Context&, kc_id account, sv name, std::uint32_t on)
{
    StoredMailbox* const found = _account.find(name, account);
    if (found == nullptr)
        return KC_ENOTFOUND;
    found->subscribed = on != 0;
    return KC_OK;
}

Status MemoryStore::quota(Context&, kc_id account, kc_quota& quota)
{
    _account.enter("quota");
    quota = {};
    quota.size = sizeof quota;
    for (const StoredMailbox& mailbox : _account.mailboxes)
    {
        if (mailbox.account != account)
            continue;
        quota.messages += mailbox.messages.size();
        quota.octets += rowOf(mailbox).octets;
    }
    quota.hard = _account.quota;
    return KC_OK;
}

Status MemoryStore::watch(kc_id account, kc_watch_fn fn, void* arg, kc_watch*& out) noexcept
{
    _account.watches.push_back({account, fn, arg});
    out = reinterpret_cast<kc_watch*>(&_account.watches.back());
    return KC_OK;
}

void MemoryStore::unwatch(kc_watch* watch) noexcept
{
    _account.watches.remove_if(
        [&](const MemoryAccount::Watch& w)
        { return reinterpret_cast<kc_watch*>(const_cast<MemoryAccount::Watch*>(&w)) == watch; });
}

Status MemoryStores::list(Context& context, const kc_store_query& query, Sink<kc_store_row> stores)
{
    _account.enter("stores");
    KC_ASSERT(context.actor() == MemoryAccount::kUser);
    KC_ASSERT(query.types == KC_STORES_OF(KC_STORE_PUBLIC) && query.owner == 1);
    kc_store_row row{};
    row.size = sizeof row;
    row.type = KC_STORE_PUBLIC;
    row.account = MemoryAccount::kPublicAccount;
    row.owner = query.owner;
    if (_account.isShared)
        stores(row);
    return KC_OK;
}

Status MemoryStores::rights(Context&, kc_id, kc_id mailbox, std::uint32_t& rights)
{
    const StoredMailbox* const found = _account.find(mailbox);
    rights = found == nullptr ? 0 : found->rights;
    return (rights & KC_RIGHT_VISIBLE) != 0 ? KC_OK : KC_ENOTFOUND;
}

} // namespace kc::imap::test
