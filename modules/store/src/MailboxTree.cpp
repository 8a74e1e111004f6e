// SPDX-License-Identifier: Apache-2.0
// Creating, renaming and removing mailboxes (RFC 9051 §6.3.4 to §6.3.6).
#include "MailboxTree.h"

#include "Keywords.h"
#include "MailboxName.h"
#include "RecentFlags.h"
#include "Sums.h"
#include "Vanished.h"

namespace kc::store
{

namespace
{

struct Standard
{
    sv name, role; // RFC 6154 §2, RFC 8621 §2
};

constexpr Standard kStandard[] = {{kInbox, "inbox"},
                                  {"Drafts", "drafts"},
                                  {"Sent", "sent"},
                                  {"Junk", "junk"},
                                  {"Trash", "trash"}};

} // namespace

kc_id MailboxTree::openAccount(SqlTx& tx, const NewStore& store, std::int64_t now) const
{
    const kc_id key = ownerKey(store.owner, store.type);
    if (const auto known = tx.one(_statements.accountOfPrincipal, {num(key)}))
        return *known;
    (void)tx.run(_statements.insertAccount, {num(key), num(0)});
    const kc_id id = tx.lastId();
    if (id > kMaxAccount)
        throw Fault{KC_EBUG, "no more accounts: their numbers are used up"};
    insertStore(tx, _access, id, store);
    if (store.type == KC_STORE_PUBLIC)
        return id;
    AccountRow account = AccountRow::find(tx, _statements, id).value();
    // Numbers of accounts rise, so that an account made again has other UIDVALIDITYs even within
    // the same second.
    for (const Standard& standard : kStandard)
        insert(tx, account, standard.name, standard.role, now + id);
    account.save(tx, _statements);
    return id;
}

void MailboxTree::removeAccount(SqlTx& tx, kc_id account) const
{
    std::vector<kc_id> mailboxes;
    (void)tx.run(_statements.mailboxes, {num(account)},
                 [&](const kc_sql_row& row) { mailboxes.push_back(column(row, 0)); });
    for (const kc_id mailbox : mailboxes)
    {
        (void)tx.run(_statements.doom, {num(mailbox)});
        (void)tx.run(_statements.deleteMailbox, {num(mailbox)});
    }
    const kc_id first = globalId(account, 0), last = globalId(account, kMaxLocal);
    (void)tx.run(_statements.doomRemovals, {num(first), num(last)});
    (void)tx.run(_statements.deleteRemovals, {num(first), num(last)});
    (void)tx.run(_access.deletePermissions, {num(first), num(last)});
    (void)tx.run(_access.deleteSubscriptions, {num(first), num(last)});
    (void)tx.run(_access.deleteStore, {num(account)});
    (void)tx.run(_statements.deleteAccount, {num(account)});
}

std::optional<kc_id> MailboxTree::find(SqlTx& tx, kc_id account, sv name) const
{
    return tx.one(_statements.mailboxByName, {num(account), SqlTx::text(name)});
}

kc_id MailboxTree::insert(SqlTx& tx, AccountRow& account, sv name, sv role, std::int64_t now) const
{
    const std::uint64_t modseq = account.next();
    const kc_id id = globalId(account.id(), modseq);
    (void)tx.run(_statements.insertMailbox,
                 {num(id), num(account.id()), SqlTx::text(name), SqlTx::text(role),
                  num(account.nextValidity(now)), num(modseq), num(1),
                  SqlTx::blob(RecentFlags{{}, modseq}.encode())});
    ++account.mailboxes;
    return id;
}

bool MailboxTree::createAbove(SqlTx& tx, AccountRow& account, sv name, std::int64_t now) const
{
    for (std::size_t slash = name.find('/'); slash != sv::npos; slash = name.find('/', slash + 1))
    {
        const sv above = name.substr(0, slash);
        if (find(tx, account.id(), above))
            continue;
        if (above == kInbox || account.mailboxes + 2 > kMaxMailboxes)
            return false;
        insert(tx, account, above, "", now);
    }
    return account.mailboxes < kMaxMailboxes;
}

Status MailboxTree::create(SqlTx& tx, kc_id accountId, sv name, const Entry& entry,
                           std::int64_t now, kc_id& id) const
{
    std::optional<AccountRow> account = AccountRow::find(tx, _statements, accountId);
    if (!account)
        return KC_ENOTFOUND;
    if (find(tx, accountId, name))
        return KC_EEXISTS;
    if (name == kInbox)
        return KC_EINVAL; // a public store has none
    if (!createAbove(tx, *account, name, now))
        return KC_EINVAL;
    id = insert(tx, *account, name, "", now);
    if (entry.rights != 0)
        (void)tx.run(_access.insertPermission, {num(id), num(entry.principal), num(entry.rights)});
    account->save(tx, _statements);
    return KC_OK;
}

std::vector<MailboxTree::Named> MailboxTree::below(SqlTx& tx, kc_id account, sv name) const
{
    const std::string first = std::string{name} + '/';
    const std::string end = std::string{name} + '0'; // the octet after "/"
    std::vector<Named> found;
    (void)tx.run(_statements.mailboxesBelow, {num(account), SqlTx::text(first), SqlTx::text(end)},
                 [&](const kc_sql_row& row) {
                     found.push_back({column(row, 0), std::string{textColumn(row, 1)}});
                 });
    return found;
}

Status MailboxTree::rename(SqlTx& tx, kc_id accountId, sv from, sv to, std::int64_t now,
                           std::vector<kc_id>& touched) const
{
    touched.clear();
    std::optional<AccountRow> account = AccountRow::find(tx, _statements, accountId);
    const std::optional<kc_id> source = account ? find(tx, accountId, from) : std::nullopt;
    if (!source)
        return KC_ENOTFOUND;
    if (find(tx, accountId, to))
        return KC_EEXISTS;
    const bool inbox = from == kInbox;
    if (to == kInbox)
        return KC_EINVAL;
    if (isBelow(to, from) && !inbox)
        return KC_EINVAL;
    if (!createAbove(tx, *account, to, now))
        return KC_EINVAL;
    Status status = KC_OK;
    if (inbox)
    {
        const kc_id target = insert(tx, *account, to, "", now);
        moveInbox(tx, *account, *source, target, now);
        touched = {*source, target};
    }
    else
    {
        std::vector<Named> tree = below(tx, accountId, from);
        tree.push_back({*source, std::string{from}});
        status = renameTree(tx, *account, std::move(tree), from, to);
    }
    account->save(tx, _statements);
    return status;
}

Status MailboxTree::renameTree(SqlTx& tx, AccountRow& account, std::vector<Named> tree, sv from,
                               sv to) const
{
    const std::uint64_t modseq = account.next();
    for (const Named& mailbox : tree)
    {
        const std::string name = std::string{to} + mailbox.name.substr(from.size());
        if (!parseMailboxName(name))
            return KC_EINVAL; // too deep now
        (void)tx.run(_statements.renameMailbox, {num(mailbox.id), SqlTx::text(name), num(modseq)});
    }
    return KC_OK;
}

void MailboxTree::moveInbox(SqlTx& tx, AccountRow& account, kc_id inbox, kc_id to,
                            std::int64_t now) const
{
    // RFC 9051 §6.3.6: the inbox stays, empty; its messages keep their uids in the new mailbox.
    const std::uint64_t modseq = account.next();
    VanishedRanges vanished{tx, _statements, inbox, modseq};
    VanishedRanges gaps{tx, _statements, to, modseq}; // so that all is there or vanished
    Sums sums;
    std::string keywords;
    (void)tx.run(_statements.listForTransfer, {num(inbox), num(0), num(UINT32_MAX)},
                 [&](const kc_sql_row& row)
                 {
                     const auto uid = column<std::uint32_t>(row, 0);
                     gaps.addBetween(vanished.next(), uid);
                     vanished.add(uid);
                     sums.add(column<std::uint32_t>(row, 2), column(row, 4));
                 });
    vanished.write();
    gaps.write();
    (void)tx.run(_statements.mailboxKeywords, {num(inbox)},
                 [&](const kc_sql_row& row) { keywords = textColumn(row, 0); });
    noteKeywords(tx, _statements, to, keywords);
    (void)tx.run(_statements.rehomeAll, {num(inbox), num(to), num(modseq), num(now)});
    (void)tx.run(_statements.mailboxChanged,
                 {num(inbox), num(modseq), num(-sums.messages), num(-sums.unseen),
                  num(-sums.deleted), num(-sums.octets)});
    (void)tx.run(_statements.mailboxGrew,
                 {num(to), num(modseq), num(vanished.next()), num(sums.messages), num(sums.unseen),
                  num(sums.deleted), num(sums.octets)});
}

Status MailboxTree::remove(SqlTx& tx, kc_id accountId, sv name, std::int64_t now, kc_id& id) const
{
    if (name == kInbox)
        return KC_EDENIED;
    std::optional<AccountRow> account = AccountRow::find(tx, _statements, accountId);
    const std::optional<kc_id> found = account ? find(tx, accountId, name) : std::nullopt;
    if (!found)
        return KC_ENOTFOUND;
    if (!below(tx, accountId, name).empty())
        return KC_EINVAL;
    id = *found;
    (void)tx.run(_statements.mailboxById, {num(id)},
                 [&](const kc_sql_row& row)
                 {
                     account->messages -= column(row, 6);
                     account->octets -= column(row, 8);
                 });
    // Its messages stay where they are; the mailbox becomes a removal.
    (void)tx.run(_statements.insertRemoval, {num(id), num(id), num(now)});
    (void)tx.run(_statements.deleteMailbox, {num(id)});
    (void)tx.run(_access.deletePermissions, {num(id), num(id)});
    (void)tx.run(_access.deleteSubscriptions, {num(id), num(id)});
    account->next();
    --account->mailboxes;
    account->save(tx, _statements);
    return KC_OK;
}

Status MailboxTree::subscribe(SqlTx& tx, kc_id account, sv name, kc_id by, bool on) const
{
    const std::optional<kc_id> found = find(tx, account, name);
    if (!found)
        return KC_ENOTFOUND;
    if (by == 0)
    {
        (void)tx.run(_statements.subscribe, {num(*found), num(on ? 1 : 0)});
        return KC_OK;
    }
    (void)tx.run(_access.deleteSubscription, {num(by), num(*found)});
    if (on)
        (void)tx.run(_access.insertSubscription, {num(by), num(*found)});
    return KC_OK;
}

} // namespace kc::store
