// SPDX-License-Identifier: Apache-2.0
// The hot path: one statement for the content, five for each recipient.
#include "Arrivals.h"

#include "Keywords.h"
#include "MailboxName.h"
#include "Reclaimer.h"

namespace kc::store
{

namespace
{

Target makeTarget(const kc_sql_row& row)
{
    return {AccountRow{row}, column(row, 6), column<std::uint32_t>(row, 7)};
}

} // namespace

kc_id Arrivals::insertContent(SqlTx& tx, const Content& content) const
{
    (void)tx.run(
        _statements.insertContent,
        {num(content.attachments.size()), SqlTx::blob(content.layout), SqlTx::blob(content.body)});
    const kc_id id = tx.lastId();
    for (const kc_attachment& attachment : content.attachments)
        if (!_attachments->refer(tx.raw(), attachment, kOwner, id).ok())
            throw Fault{KC_EUNAVAIL, "an attachment was swept before it was referred to"};
    return id;
}

std::optional<Target> Arrivals::find(SqlTx& tx, kc_id mailbox) const
{
    std::optional<Target> found;
    (void)tx.run(_statements.targetById, {num(mailbox)},
                 [&](const kc_sql_row& row) { found = makeTarget(row); });
    return found;
}

std::optional<Target> Arrivals::findByName(SqlTx& tx, kc_id principal, sv name) const
{
    std::optional<Target> found;
    (void)tx.run(_statements.targetByName, {num(principal), SqlTx::text(name)},
                 [&](const kc_sql_row& row) { found = makeTarget(row); });
    return found;
}

Target Arrivals::findOrInbox(SqlTx& tx, const NewStore& store, sv name, std::int64_t now) const
{
    if (auto named = findByName(tx, store.owner, name))
        return *named;
    if (auto inbox = findByName(tx, store.owner, kInbox))
        return *inbox;
    _tree.openAccount(tx, store, now);
    if (auto inbox = findByName(tx, store.owner, kInbox))
        return *inbox;
    throw Fault{KC_ECORRUPT, "an account without an inbox"};
}

kc_code Arrivals::admit(const Target& target, std::uint64_t messages, const Allowance& allowance,
                        Quota counts)
{
    if (target.uidNext + messages > std::uint64_t{kMaxUid} + 1)
        return KC_ETOOBIG;
    const auto used = static_cast<std::uint64_t>(target.account.octets);
    const bool isFull = allowance.isCompanyFull || (allowance.hard != 0 && used >= allowance.hard);
    return counts == Quota::Counts && isFull ? KC_EQUOTA : KC_OK;
}

Arrival Arrivals::insert(SqlTx& tx, Target& target, kc_id contentId, const Content& content,
                         const Membership& membership) const
{
    const std::uint64_t modseq = target.account.next();
    const kc_id email = globalId(target.account.id(), modseq);
    const std::uint32_t uid = target.uidNext++;
    Sums sums;
    sums.add(membership.flags, static_cast<std::int64_t>(content.octets));
    (void)tx.run(_statements.insertEmail,
                 {num(email), num(contentId), SqlTx::blob(content.summary)});
    (void)tx.run(_statements.insertMessage,
                 {num(target.mailbox), num(uid), num(email), num(membership.flags), num(modseq),
                  num(membership.received), num(content.octets), SqlTx::text(membership.keywords),
                  membership.saved ? num(*membership.saved) : SqlTx::null(),
                  creatorColumn(membership.creator)});
    noteKeywords(tx, _statements, target.mailbox, membership.keywords);
    grow(tx, target, modseq, sums);
    return {target.account.id(), target.mailbox, uid, email};
}

void Arrivals::grow(SqlTx& tx, Target& target, std::uint64_t modseq, const Sums& sums) const
{
    (void)tx.run(_statements.mailboxGrew,
                 {num(target.mailbox), num(modseq), num(target.uidNext), num(sums.messages),
                  num(sums.unseen), num(sums.deleted), num(sums.octets)});
    target.account.octets += sums.octets;
    target.account.messages += sums.messages;
    target.account.save(tx, _statements);
}

} // namespace kc::store
