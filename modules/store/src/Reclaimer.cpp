// SPDX-License-Identifier: Apache-2.0
// Every decision to remove is made from rows of the same transaction that removes.
#include "Reclaimer.h"

#include "Ids.h"

#include <algorithm>
#include <vector>

namespace kc::store
{

void Reclaimer::release(SqlTx& tx, std::span<const kc_id> emails) const
{
    for (const kc_id email : emails)
        releaseOne(tx, email);
}

void Reclaimer::releaseOne(SqlTx& tx, kc_id email) const
{
    const auto memberships = tx.one(_statements.memberships, {num(email)});
    if (!memberships)
        return removeEmail(tx, email);
    if (*memberships > 2)
        (void)tx.run(_statements.setMemberships, {num(email), num(*memberships - 1)});
    else
        (void)tx.run(_statements.deleteShare, {num(email)});
}

void Reclaimer::removeEmail(SqlTx& tx, kc_id email) const
{
    // A damaged database, without the row of an email or its content, must not keep the rest from
    // being removed.
    kc_id content = 0;
    bool hasAttachments = false, isShared = true;
    (void)tx.run(_statements.emailContent, {num(email)},
                 [&](const kc_sql_row& row)
                 {
                     content = column(row, 0);
                     hasAttachments = column(row, 1) != 0;
                     isShared = column(row, 2) != 0;
                 });
    (void)tx.run(_statements.deleteEmail, {num(email)});
    if (isShared)
        return;
    (void)tx.run(_statements.deleteContent, {num(content)});
    if (!hasAttachments)
        return;
    if (_attachments == nullptr)
        throw Fault{KC_EUNAVAIL, "a message has attachments, but no attachment store is loaded"};
    if (!_attachments->unrefer(tx.raw(), kOwner, content).ok())
        throw Fault{KC_EUNAVAIL, "the attachment store did not drop a reference"};
}

std::uint32_t Reclaimer::empty(SqlTx& tx, kc_id mailbox, std::size_t most) const
{
    std::vector<kc_id> emails;
    std::int64_t last = 0;
    (void)tx.run(_statements.firstMessages, {num(mailbox), num(most)},
                 [&](const kc_sql_row& row)
                 {
                     last = column(row, 0);
                     emails.push_back(column(row, 1));
                 });
    release(tx, emails);
    if (!emails.empty())
        (void)tx.run(_statements.deleteUpTo, {num(mailbox), num(last)});
    return static_cast<std::uint32_t>(emails.size());
}

bool Reclaimer::reclaimBatch(SqlTx& tx) const
{
    for (std::size_t left = kReclaimBatch; left > 0;)
    {
        const auto mailbox = tx.one(_statements.doomed, {});
        if (!mailbox)
            return false;
        const std::size_t taken = empty(tx, *mailbox, left);
        if (taken == left)
            break;
        (void)tx.run(_statements.deleteVanished, {num(*mailbox)});
        (void)tx.run(_statements.undoom, {num(*mailbox)});
        left -= taken + 1;
    }
    return true;
}

void Reclaimer::forgetRemoval(SqlTx& tx, kc_id removal) const
{
    (void)tx.run(_statements.deleteVanished, {num(removal)}); // it may have been a mailbox
    (void)tx.run(_statements.deleteRemoval, {num(removal)});
}

Reclaimer::Batch Reclaimer::purgeBatch(SqlTx& tx, std::int64_t before, std::size_t most) const
{
    Batch batch;
    for (std::size_t looked = 0; batch.messages < most && looked < kReclaimBatch; ++looked)
    {
        const auto removal = tx.one(_statements.removalBefore, {num(before)});
        batch.isLast = !removal;
        if (!removal)
            break;
        const std::size_t left = most - batch.messages;
        const std::uint32_t taken = empty(tx, *removal, left);
        batch.messages += taken;
        if (taken < left)
            forgetRemoval(tx, *removal);
    }
    return batch;
}

std::uint32_t Reclaimer::purge(Context& context, std::int64_t before, std::uint32_t limit) const
{
    std::uint32_t purged = 0;
    for (Batch batch; !batch.isLast && purged < limit; purged += batch.messages)
    {
        if (context.cancelled())
            throw Fault{KC_ECANCELLED, "the purge was interrupted"};
        const std::size_t most = std::min<std::size_t>(kReclaimBatch, limit - purged);
        const Status status =
            _sql.transact(context, [&](SqlTx& tx) { batch = purgeBatch(tx, before, most); });
        if (!status.ok())
            throw Fault{status.code(), "a transaction of the purge failed"};
    }
    return purged;
}

bool Reclaimer::hasWork(Context& context) const
{
    bool found = false;
    (void)_sql.read(context,
                    [&](SqlTx& tx) { found = tx.one(_statements.doomed, {}).has_value(); });
    return found;
}

void Reclaimer::reclaim(Context& context) const
{
    try
    {
        bool more = hasWork(context);
        while (more && !context.cancelled())
            (void)_sql.transact(context, [&](SqlTx& tx) { more = reclaimBatch(tx); });
    }
    catch (const Fault& fault)
    {
        _log.warn("removed messages still take up space, the next minute tries again",
                  {{"reason", fault.what()}});
    }
}

} // namespace kc::store
