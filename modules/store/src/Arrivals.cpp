// SPDX-License-Identifier: Apache-2.0
// The hot path: one statement for the content, five for each recipient.
#include "Arrivals.h"

#include "MailboxName.h"
#include "Reclaimer.h"

namespace kc::store
{

namespace
{

Target makeTarget(const kc_sql_row& row)
{
    return {AccountRow{row}, column(row, 4), column<std::uint32_t>(row, 5)};
}

} // namespace

kc_id Arrivals::insertContent(SqlTx& tx, const Intake& intake) const
{
    (void)tx.run(_statements.insertContent,
                 {num(intake.attachments().size()), SqlTx::blob(intake.layout()),
                  SqlTx::blob(intake.body())});
    const kc_id content = tx.lastId();
    for (const kc_attachment& attachment : intake.attachments())
        if (!_attachments->refer(tx.raw(), attachment, kOwner, content).ok())
            throw Fault{KC_EUNAVAIL, "an attachment was swept before it was referred to"};
    return content;
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

Target Arrivals::findOrInbox(SqlTx& tx, kc_id principal, sv name, std::int64_t now) const
{
    if (auto named = findByName(tx, principal, name))
        return *named;
    if (auto inbox = findByName(tx, principal, kInbox))
        return *inbox;
    _tree.openAccount(tx, principal, now);
    if (auto inbox = findByName(tx, principal, kInbox))
        return *inbox;
    throw Fault{KC_ECORRUPT, "an account without an inbox"};
}

std::optional<Arrival> Arrivals::insert(SqlTx& tx, Target& target, kc_id content,
                                        const Intake& intake, const Membership& membership) const
{
    if (target.uidNext > kMaxUid)
        return std::nullopt;
    const std::uint64_t modseq = target.account.next();
    const kc_id email = globalId(target.account.id(), modseq);
    const std::uint32_t uid = target.uidNext++;
    const int unseen = (membership.flags & KC_FLAG_SEEN) == 0 ? 1 : 0;
    (void)tx.run(_statements.insertEmail,
                 {num(email), num(content), SqlTx::blob(intake.summary())});
    (void)tx.run(_statements.insertMessage,
                 {num(target.mailbox), num(uid), num(email), num(membership.flags), num(modseq),
                  num(membership.received), num(intake.octets()),
                  SqlTx::text(membership.keywords)});
    (void)tx.run(_statements.mailboxGrew, {num(target.mailbox), num(modseq), num(target.uidNext),
                                           num(1), num(unseen), num(intake.octets())});
    target.account.save(tx, _statements);
    return Arrival{target.account.id(), target.mailbox, uid, email};
}

} // namespace kc::store
