// SPDX-License-Identifier: Apache-2.0
// See MemoryStore.h. Both interfaces stand here, over one state, so that a test's reader sees all
// of the double at once: hence more than 400 lines.
#include "MemoryStore.h"

#include <kc/mime/Scanner.h>
#include <kc/mime/Summary.h>

#include <algorithm>
#include <memory>

namespace kc::imap::test
{

namespace
{

class TextSource final : public ReadSource
{
public:
    TextSource(const kc_host* host, std::string text, MemoryAccount& account)
        : ReadSource{host}, _text{std::move(text)}, _account{account}
    {
    }

    std::size_t read(Context&, std::span<char> buffer) override
    {
        _account.enter("read");
        const std::size_t n = sv{_text}.substr(_offset).copy(buffer.data(), buffer.size());
        _offset += n;
        return n;
    }

    void seek(Context&, std::uint64_t offset) override
    {
        _offset = std::min<std::size_t>(offset, _text.size());
    }

    std::uint64_t length() const override { return _text.size(); }

private:
    std::string _text;
    MemoryAccount& _account;
    std::size_t _offset = 0;
};

bool has(kc_uid_set uids, std::uint32_t uid)
{
    return std::any_of(uids.p, uids.p + uids.n,
                       [&](kc_uid_range range) { return range.first <= uid && uid <= range.last; });
}

kc_mailbox row(const StoredMailbox& mailbox)
{
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
    made.unseen = static_cast<std::uint32_t>(
        std::count_if(mailbox.messages.begin(), mailbox.messages.end(),
                      [](const StoredMessage& m) { return (m.flags & KC_FLAG_SEEN) == 0; }));
    made.subscribed = mailbox.subscribed ? 1 : 0;
    for (const StoredMessage& message : mailbox.messages)
        made.octets += message.octets.size();
    return made;
}

kc_message row(const StoredMessage& message, std::uint32_t fields)
{
    kc_message made{};
    made.size = sizeof made;
    made.uid = message.uid;
    made.flags = message.flags;
    made.email = message.email;
    made.modseq = message.modseq;
    made.keywords = str(message.keywords);
    if ((fields & (KC_MESSAGE_FACTS | KC_MESSAGE_SUMMARY)) != 0)
    {
        made.received = message.received;
        made.octets = message.octets.size();
    }
    if ((fields & KC_MESSAGE_SUMMARY) != 0)
        made.summary = str(message.summary);
    return made;
}

bool apply(StoredMessage& message, const kc_flag_update& update)
{
    const auto flagsBefore = message.flags;
    const std::string keywordsBefore = message.keywords;
    std::vector<std::string> words;
    eachWord(message.keywords, [&](sv word) { words.emplace_back(word); });
    if (update.change == KC_FLAGS_REPLACE)
    {
        message.flags = 0;
        words.clear();
    }
    message.flags = update.change == KC_FLAGS_REMOVE ? message.flags & ~update.flags
                                                     : message.flags | update.flags;
    eachWord(view(update.keywords),
             [&](sv word)
             {
                 std::erase(words, word);
                 if (update.change != KC_FLAGS_REMOVE)
                     words.emplace_back(word);
             });
    message.keywords.clear();
    for (const std::string& word : words)
        message.keywords.append(message.keywords.empty() ? "" : " ").append(word);
    return message.flags != flagsBefore || message.keywords != keywordsBefore;
}

} // namespace

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
    message.modseq = nextModseq(box);
    message.received = received;
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
        mailboxes(row(mailbox));
    return KC_OK;
}

Status MemoryStore::mailbox(Context&, kc_id, sv name, Sink<kc_mailbox> mailboxes)
{
    _account.enter("mailbox");
    const StoredMailbox* const found = _account.find(name);
    if (found == nullptr)
        return KC_ENOTFOUND;
    mailboxes(row(*found));
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

Status MemoryMail::list(Context&, kc_id mailbox, kc_uid_set uids, std::uint32_t fields,
                        std::uint64_t sinceModseq, Sink<kc_message> messages)
{
    _account.enter("list");
    const StoredMailbox* const box = _account.find(mailbox);
    if (box == nullptr)
        return KC_ENOTFOUND;
    for (const StoredMessage& message : box->messages)
        if (message.modseq > sinceModseq && has(uids, message.uid) &&
            !messages(row(message, fields)))
            break;
    return KC_OK;
}

Status MemoryMail::open(Context&, kc_id mailbox, std::uint32_t uid, kc_reader& out)
{
    _account.enter("open");
    const StoredMailbox* const box = _account.find(mailbox);
    if (box != nullptr)
        for (const StoredMessage& message : box->messages)
            if (message.uid == uid)
            {
                out = ReadSource::release(
                    std::make_unique<TextSource>(serviceHost, message.octets, _account));
                return KC_OK;
            }
    return KC_ENOTFOUND;
}

Status MemoryMail::append(Context& context, kc_id mailbox, const kc_reader& message,
                          const kc_append& how, std::uint32_t& uid)
{
    _account.enter("append");
    StoredMailbox* const box = _account.find(mailbox);
    if (box == nullptr)
        return KC_ENOTFOUND;
    std::string octets;
    char buffer[5000];
    for (std::size_t got = 1; got != 0; octets.append(buffer, got))
        (void)outcome(context,
                      message.ops->read(message.self, context.get(), buffer, sizeof buffer, &got));
    if (octets.find("over-quota") != std::string::npos)
        return KC_EQUOTA;
    uid =
        _account.deliver(box->name, std::move(octets), how.flags, view(how.keywords), how.received);
    return KC_OK;
}

Status MemoryMail::deliver(Context&, const kc_reader&, std::int64_t, const kc_recipient*,
                           std::uint32_t, Sink<kc_delivered>)
{
    return KC_ENOTSUP;
}

Status MemoryMail::setFlags(Context&, kc_id mailbox, kc_uid_set uids, const kc_flag_update& update,
                            Sink<kc_message> changed, std::uint32_t& skipped)
{
    _account.enter("setFlags");
    StoredMailbox* const box = _account.find(mailbox);
    if (box == nullptr)
        return KC_ENOTFOUND;
    skipped = 0;
    const std::uint64_t modseq = _account.nextModseq(*box);
    for (StoredMessage& message : box->messages)
    {
        if (!has(uids, message.uid) || !apply(message, update))
            continue;
        message.modseq = modseq;
        changed(row(message, KC_MESSAGE_FLAGS));
    }
    _account.tell(mailbox);
    return KC_OK;
}

Status MemoryMail::transfer(Context&, kc_id from, kc_uid_set uids, kc_id to, kc_transfer mode,
                            Sink<kc_transferred> transferred)
{
    _account.enter("transfer");
    StoredMailbox* const source = _account.find(from);
    StoredMailbox* const target = _account.find(to);
    if (source == nullptr || target == nullptr)
        return KC_ENOTFOUND;
    const std::vector<StoredMessage> before = source->messages;
    for (const StoredMessage& message : before)
    {
        if (!has(uids, message.uid))
            continue;
        const std::uint32_t uid = _account.deliver(target->name, message.octets, message.flags,
                                                   message.keywords, message.received);
        if (mode == KC_MOVE)
            _account.expunge(source->name, message.uid);
        transferred(kc_transferred{sizeof(kc_transferred), message.uid, uid});
    }
    return KC_OK;
}

Status MemoryMail::expunge(Context&, kc_id mailbox, kc_uid_set uids, Sink<kc_vanished> expunged)
{
    _account.enter("expunge");
    StoredMailbox* const box = _account.find(mailbox);
    if (box == nullptr)
        return KC_ENOTFOUND;
    const std::vector<StoredMessage> before = box->messages;
    for (const StoredMessage& message : before)
    {
        if (!has(uids, message.uid) || (message.flags & KC_FLAG_DELETED) == 0)
            continue;
        _account.expunge(box->name, message.uid);
        expunged(kc_vanished{sizeof(kc_vanished), message.uid});
    }
    return KC_OK;
}

Status MemoryMail::changes(Context&, kc_id mailbox, std::uint64_t sinceModseq, Sink<kc_mailbox> now,
                           Sink<kc_message> messages, Sink<kc_vanished> vanished)
{
    _account.enter("changes");
    const StoredMailbox* const box = _account.find(mailbox);
    if (box == nullptr)
        return KC_ENOTFOUND;
    now(row(*box));
    for (const StoredMessage& message : box->messages)
        if (message.modseq > sinceModseq)
            messages(row(message, KC_MESSAGE_FLAGS));
    for (const auto& [uid, modseq] : box->vanished)
        if (modseq > sinceModseq)
            vanished(kc_vanished{sizeof(kc_vanished), uid});
    return KC_OK;
}

} // namespace kc::imap::test
