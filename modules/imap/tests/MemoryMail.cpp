// SPDX-License-Identifier: Apache-2.0
// Messages of the store in memory; see MemoryStore.h.
#include "MemoryStore.h"

#include "wire/SequenceSet.h"

#include <algorithm>
#include <memory>
#include <span>

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

std::string readAll(Context& context, const kc_reader& reader)
{
    std::string octets;
    char buffer[5000];
    for (std::size_t got = 1; got != 0; octets.append(buffer, got))
        (void)outcome(context,
                      reader.ops->read(reader.self, context.get(), buffer, sizeof buffer, &got));
    return octets;
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
        made.saved = message.saved;
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

Status MemoryMail::list(Context&, kc_id mailbox, kc_uid_set uids, std::uint32_t fields,
                        std::uint64_t sinceModseq, Sink<kc_message> messages)
{
    _account.enter("list");
    StoredMailbox* box = nullptr;
    if (const Status status = _account.reach(mailbox, KC_RIGHT_READ, box); !status.ok())
        return status;
    for (const StoredMessage& message : box->messages)
        if (message.modseq > sinceModseq && has(uids, message.uid) &&
            !messages(row(message, fields)))
            break;
    return KC_OK;
}

Status MemoryMail::open(Context&, kc_id mailbox, std::uint32_t uid, kc_reader& out)
{
    _account.enter("open");
    if (uid == _account.damaged)
        throw Fault{KC_ECORRUPT, "the layout of a message is damaged"};
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

Status MemoryMail::append(Context& context, kc_id mailbox, const kc_append* messages,
                          std::uint32_t n, Sink<kc_appended> appended)
{
    _account.enter("append");
    StoredMailbox* box = nullptr;
    if (const Status status = _account.reach(mailbox, KC_RIGHT_CREATE, box); !status.ok())
        return status;
    std::vector<std::string> texts;
    for (const kc_append& one : std::span{messages, n})
    {
        texts.push_back(readAll(context, *one.message));
        if (texts.back().find("over-quota") != std::string::npos)
            return KC_EQUOTA;
    }
    for (std::uint32_t i = 0; i < n; ++i)
    {
        const kc_append& one = messages[i];
        const std::uint32_t uid =
            _account.put(*box, std::move(texts[i]), one.flags, view(one.keywords), one.received);
        appended({sizeof(kc_appended), uid, box->messages.back().email});
    }
    return KC_OK;
}

Status MemoryMail::deliver(Context&, const kc_reader&, std::int64_t, const kc_recipient*,
                           std::uint32_t, Sink<kc_delivered>)
{
    return KC_ENOTSUP;
}

Status MemoryMail::setFlags(Context&, kc_id mailbox, kc_uid_set uids, const kc_flag_update& update,
                            Sink<kc_message> changed, Sink<kc_message> kept)
{
    _account.enter("setFlags");
    StoredMailbox* box = nullptr;
    if (const Status status = _account.reach(mailbox, KC_RIGHT_EDIT_ALL, box); !status.ok())
        return status;
    const std::uint64_t modseq = _account.nextModseq(*box);
    for (StoredMessage& message : box->messages)
    {
        if (!has(uids, message.uid))
            continue;
        if (message.modseq > update.unchanged_since)
        {
            kept(row(message, KC_MESSAGE_FLAGS));
            continue;
        }
        if (!apply(message, update))
            continue;
        message.modseq = modseq;
        box->keywords.append(" ").append(message.keywords);
        changed(row(message, KC_MESSAGE_FLAGS));
    }
    _account.tell(*box);
    return KC_OK;
}

Status MemoryMail::transfer(Context&, kc_id from, kc_uid_set uids, kc_id to, kc_transfer mode,
                            Sink<kc_transferred> transferred)
{
    _account.enter("transfer");
    StoredMailbox* source = nullptr;
    StoredMailbox* target = nullptr;
    const auto needed = mode == KC_MOVE ? KC_RIGHT_DELETE_ALL : KC_RIGHT_READ;
    if (const Status status = _account.reach(from, needed, source); !status.ok())
        return status;
    if (const Status status = _account.reach(to, KC_RIGHT_CREATE, target); !status.ok())
        return status;
    const std::vector<StoredMessage> before = source->messages;
    for (const StoredMessage& message : before)
    {
        if (!has(uids, message.uid))
            continue;
        const std::uint32_t uid = _account.put(*target, message.octets, message.flags,
                                               message.keywords, message.received);
        target->messages.back().email = message.email;
        if (mode == KC_MOVE)
            _account.expunge(*source, message.uid);
        transferred(kc_transferred{sizeof(kc_transferred), message.uid, uid});
    }
    return KC_OK;
}

Status MemoryMail::expunge(Context&, kc_id mailbox, kc_uid_set uids, Sink<kc_vanished> expunged)
{
    _account.enter("expunge");
    StoredMailbox* box = nullptr;
    if (const Status status = _account.reach(mailbox, KC_RIGHT_DELETE_ALL, box); !status.ok())
        return status;
    const std::vector<StoredMessage> before = box->messages;
    for (const StoredMessage& message : before)
    {
        if (!has(uids, message.uid) || (message.flags & KC_FLAG_DELETED) == 0)
            continue;
        _account.expunge(*box, message.uid);
        expunged(kc_vanished{sizeof(kc_vanished), message.uid});
    }
    return KC_OK;
}

Status MemoryMail::changes(Context&, kc_id mailbox, std::uint64_t sinceModseq, Sink<kc_mailbox> now,
                           Sink<kc_message> messages, Sink<kc_vanished> vanished)
{
    _account.enter("changes");
    StoredMailbox* box = nullptr;
    if (const Status status = _account.reach(mailbox, KC_RIGHT_READ, box); !status.ok())
        return status;
    now(rowOf(*box));
    for (const StoredMessage& message : box->messages)
        if (message.modseq > sinceModseq)
            messages(row(message, KC_MESSAGE_FLAGS));
    for (const auto& [uid, modseq] : box->vanished)
        if (modseq > sinceModseq)
            vanished(kc_vanished{sizeof(kc_vanished), uid});
    return KC_OK;
}

Status MemoryMail::select(Context&, kc_id mailbox, Sink<kc_mailbox> now, Sink<kc_uid_range> uids,
                          std::uint32_t& firstUnseen)
{
    _account.enter("select");
    StoredMailbox* box = nullptr;
    if (const Status status = _account.reach(mailbox, KC_RIGHT_READ, box); !status.ok())
        return status;
    now(rowOf(*box));
    UidRanges ranges;
    for (const StoredMessage& message : box->messages)
    {
        addUid(ranges, message.uid);
        if (firstUnseen == 0 && (message.flags & KC_FLAG_SEEN) == 0)
            firstUnseen = message.uid;
    }
    for (const kc_uid_range& range : ranges)
        uids(range);
    return KC_OK;
}

Status MemoryMail::openEach(Context& context, kc_id mailbox, kc_uid_set uids,
                            std::uint64_t maxOctets, Sink<kc_opened> opened)
{
    const StoredMailbox* const box = _account.find(mailbox);
    std::uint64_t octets = 0;
    for (std::size_t i = 0; box != nullptr && i < box->messages.size() && octets < maxOctets; ++i)
    {
        const StoredMessage& message = box->messages[i];
        if (!has(uids, message.uid))
            continue;
        kc_opened one{sizeof(kc_opened), message.uid, {}};
        (void)open(context, mailbox, message.uid, one.message);
        octets += message.octets.size();
        if (!opened(one))
            break;
    }
    return KC_OK;
}

} // namespace kc::imap::test
