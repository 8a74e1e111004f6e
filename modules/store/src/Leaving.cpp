// SPDX-License-Identifier: Apache-2.0
// COPY, MOVE (RFC 6851) and EXPUNGE. Within an account the email stays and only memberships come
// and go; into another account each message becomes an email of that account with the same content.
// What is expunged stays a row of st_message, under the number of a removal in place of a mailbox.
#include "Leaving.h"

#include "Keywords.h"
#include "Vanished.h"

namespace kc::store
{

namespace
{

/// Of both statements that list messages which leave.
template <class Message>
Message messageOf(const kc_sql_row& row)
{
    return {column<std::uint32_t>(row, 0),
            column<std::uint32_t>(row, 2),
            column(row, 1),
            column(row, 3),
            column(row, 4),
            std::string{textColumn(row, 5)}};
}

} // namespace

std::vector<Leaving::Message> Leaving::collect(SqlTx& tx, kc_id mailbox, kc_uid_set uids) const
{
    std::vector<Message> messages;
    const auto take = [&](const kc_sql_row& row) { messages.push_back(messageOf<Message>(row)); };
    for (const kc_uid_range& range : std::span{uids.p, uids.n})
        (void)tx.run(_statements.listForTransfer, {num(mailbox), num(range.first), num(range.last)},
                     take);
    return messages;
}

std::vector<Leaving::Message> Leaving::collectDeleted(SqlTx& tx, kc_id mailbox, kc_uid_set uids,
                                                      kc_id onlyBy) const
{
    std::vector<Message> messages;
    const auto take = [&](const kc_sql_row& row) { messages.push_back(messageOf<Message>(row)); };
    for (const kc_uid_range& range : std::span{uids.p, uids.n})
        (void)tx.run(_statements.listDeleted,
                     {num(mailbox), num(range.first), num(range.last), num(onlyBy)}, take);
    return messages;
}

Sums Leaving::sum(const std::vector<Message>& messages)
{
    Sums sums;
    for (const Message& message : messages)
        sums.add(message.flags, message.octets);
    return sums;
}

/// The source's part of it: its counts, and what QRESYNC wants to know.
void Leaving::removeFrom(SqlTx& tx, kc_id mailbox, AccountRow& account, std::uint64_t modseq,
                         const std::vector<Message>& messages) const
{
    VanishedRanges vanished{tx, _statements, mailbox, modseq};
    for (const Message& message : messages)
        vanished.add(message.uid);
    vanished.write();
    const Sums sums = sum(messages);
    (void)tx.run(_statements.mailboxChanged,
                 {num(mailbox), num(modseq), num(-sums.messages), num(-sums.unseen),
                  num(-sums.deleted), num(-sums.octets)});
    account.messages -= sums.messages;
    account.octets -= sums.octets;
}

void Leaving::insertInto(SqlTx& tx, Target& target, const std::vector<Message>& messages,
                         kc_id creator, std::int64_t now, LeavingResult& result) const
{
    const std::uint64_t modseq = target.account.modseq();
    std::string keywords;
    for (const Message& message : messages)
    {
        if (!message.keywords.empty() && keywords.size() <= kMaxMailboxKeywordOctets)
            keywords = changeKeywords(keywords, KC_FLAGS_ADD, message.keywords);
        result.to.push_back(target.uidNext);
        (void)tx.run(_statements.insertMessage,
                     {num(target.mailbox), num(target.uidNext++), num(message.email),
                      num(message.flags), num(modseq), num(message.received), num(message.octets),
                      SqlTx::text(message.keywords), num(now), creatorColumn(creator)});
    }
    noteKeywords(tx, _statements, target.mailbox, keywords);
    const Sums sums = sum(messages);
    result.octets = sums.octets;
    _arrivals.grow(tx, target, modseq, sums);
}

void Leaving::share(SqlTx& tx, const std::vector<Message>& messages) const
{
    for (const Message& message : messages)
    {
        (void)tx.run(_statements.shareEmail, {num(message.email)});
        if (tx.changed() == 0)
            (void)tx.run(_statements.firstShare, {num(message.email)});
    }
}

void Leaving::adopt(SqlTx& tx, Target& target, std::vector<Message>& messages) const
{
    for (Message& message : messages)
    {
        const kc_id email = globalId(target.account.id(), target.account.next());
        (void)tx.run(_statements.copyEmail, {num(message.email), num(email)});
        message.email = email;
    }
}

Status Leaving::transfer(SqlTx& tx, kc_id from, kc_uid_set uids, kc_id to, kc_transfer mode,
                         const LeavingTerms& terms, std::int64_t now, LeavingResult& result) const
{
    result = {};
    std::optional<AccountRow> source = AccountRow::ofMailbox(tx, _statements, from);
    std::optional<Target> target = _arrivals.find(tx, to);
    if (!source || !target)
        return KC_ENOTFOUND;
    if (mode == KC_MOVE && !areAllBy(tx, _access, terms.onlyBy, from, uids))
        return KC_EDENIED;
    std::vector<Message> messages = collect(tx, from, uids);
    if (messages.empty())
        return KC_OK;
    const bool within = source->id() == target->account.id();
    const kc_code admitted =
        Arrivals::admit(*target, messages.size(), terms.allowance,
                        within && mode == KC_MOVE ? Quota::Ignored : Quota::Counts);
    if (admitted != KC_OK)
        return admitted;
    result.fromAccount = source->id();
    result.toAccount = target->account.id();
    for (const Message& message : messages)
        result.from.push_back(message.uid);

    std::uint64_t modseq = target->account.next();
    if (mode == KC_MOVE)
    {
        if (!within)
            modseq = source->next();
        for (const kc_uid_range& range : std::span{uids.p, uids.n})
            (void)tx.run(_statements.deleteMessages,
                         {num(from), num(range.first), num(range.last)});
        removeFrom(tx, from, within ? target->account : *source, modseq, messages);
    }
    if (within && mode == KC_COPY)
        share(tx, messages);
    if (!within)
    {
        std::vector<kc_id> emails;
        for (const Message& message : messages)
            emails.push_back(message.email);
        adopt(tx, *target, messages);
        if (mode == KC_MOVE)
            _reclaimer.release(tx, emails);
    }
    insertInto(tx, *target, messages, terms.creator, now, result);
    if (!within && mode == KC_MOVE)
        source->save(tx, _statements);
    return KC_OK;
}

Status Leaving::expunge(SqlTx& tx, kc_id mailbox, kc_uid_set uids, const LeavingTerms& terms,
                        std::int64_t now, LeavingResult& result) const
{
    result = {};
    std::optional<AccountRow> account = AccountRow::ofMailbox(tx, _statements, mailbox);
    if (!account)
        return KC_ENOTFOUND;
    const std::vector<Message> messages = collectDeleted(tx, mailbox, uids, terms.onlyBy);
    if (messages.empty())
        return KC_OK;
    const std::uint64_t modseq = account->next();
    result.fromAccount = account->id();
    for (const Message& message : messages)
        result.from.push_back(message.uid);
    const kc_id removal = globalId(account->id(), modseq);
    (void)tx.run(_statements.insertRemoval, {num(removal), num(mailbox), num(now)});
    for (const kc_uid_range& range : std::span{uids.p, uids.n})
        (void)tx.run(_statements.rehomeDeleted, {num(mailbox), num(range.first), num(range.last),
                                                 num(removal), num(terms.onlyBy)});
    removeFrom(tx, mailbox, *account, modseq, messages);
    account->save(tx, _statements);
    return KC_OK;
}

Status Leaving::restore(SqlTx& tx, kc_id removal, kc_uid_set uids, kc_id to,
                        const LeavingTerms& terms, std::int64_t now, LeavingResult& result) const
{
    result = {};
    std::optional<Target> target = _arrivals.find(tx, to);
    if (!target || target->account.id() != accountOf(removal) ||
        !tx.one(_statements.removal, {num(removal)}))
        return KC_ENOTFOUND;
    std::vector<Message> messages = collect(tx, removal, uids);
    if (messages.empty())
        return KC_OK;
    const kc_code admitted = Arrivals::admit(*target, messages.size(), terms.allowance);
    if (admitted != KC_OK)
        return admitted;
    result.toAccount = target->account.id();
    target->account.next();
    for (Message& message : messages)
    {
        result.from.push_back(message.uid);
        message.flags &= ~std::uint32_t{KC_FLAG_DELETED}; // the next EXPUNGE would have it again
    }
    for (const kc_uid_range& range : std::span{uids.p, uids.n})
        (void)tx.run(_statements.deleteMessages, {num(removal), num(range.first), num(range.last)});
    insertInto(tx, *target, messages, terms.creator, now, result);
    if (!tx.one(_statements.anyMessage, {num(removal), num(0), num(UINT32_MAX)}))
        _reclaimer.forgetRemoval(tx, removal);
    return KC_OK;
}

} // namespace kc::store
