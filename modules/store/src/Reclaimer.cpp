// SPDX-License-Identifier: Apache-2.0
// Every decision to remove is made from rows of the same transaction that removes.
#include "Reclaimer.h"

#include "Ids.h"

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

bool Reclaimer::reclaimBatch(SqlTx& tx) const
{
    const auto mailbox = tx.one(_statements.doomed, {});
    if (!mailbox)
        return false;
    std::vector<kc_id> emails;
    std::int64_t last = 0;
    (void)tx.run(_statements.doomedMessages, {num(*mailbox), num(kReclaimBatch)},
                 [&](const kc_sql_row& row)
                 {
                     last = column(row, 0);
                     emails.push_back(column(row, 1));
                 });
    release(tx, emails);
    (void)tx.run(_statements.deleteUpTo, {num(*mailbox), num(last)});
    if (emails.size() == kReclaimBatch)
        return true;
    (void)tx.run(_statements.deleteVanished, {num(*mailbox)});
    (void)tx.run(_statements.undoom, {num(*mailbox)});
    return true;
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
