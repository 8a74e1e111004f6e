// SPDX-License-Identifier: Apache-2.0
// Accounts and the names of their mailboxes, inside closures. Always true: every account that is no
// public store has an INBOX, and every level above a mailbox is a mailbox too. Names come as
// parseMailboxName gives them.
#pragma once

#include "AccountRow.h"
#include "access/StoreTable.h"

#include <vector>

namespace kc::store
{

inline constexpr std::uint64_t kMaxMailboxes = 100'000;

class MailboxTree
{
public:
    MailboxTree(const Statements& statements, const AccessStatements& access)
        : _statements{statements}, _access{access}
    {
    }

    /// The account that a store is in, made if there is none: a private one with the standard
    /// mailboxes.
    kc_id openAccount(SqlTx& tx, const NewStore& store, std::int64_t now) const;

    /// Its mailboxes are gone at once, their messages and those that could still be restored are
    /// left to the Reclaimer.
    void removeAccount(SqlTx& tx, kc_id account) const;

    /// An entry of a permission that a new mailbox gets; nothing when it has no rights.
    struct Entry
    {
        kc_id principal = 0;
        std::uint32_t rights = 0;
    };

    Status create(SqlTx& tx, kc_id account, sv name, const Entry& entry, std::int64_t now,
                  kc_id& id) const;

    /// `touched` gets the mailboxes whose messages moved, for the inbox's renaming.
    Status rename(SqlTx& tx, kc_id account, sv from, sv to, std::int64_t now,
                  std::vector<kc_id>& touched) const;

    /// `id` gets what was removed. Its messages can be restored.
    Status remove(SqlTx& tx, kc_id account, sv name, std::int64_t now, kc_id& id) const;

    /// `by`: whose mark it is; 0: the owner's.
    Status subscribe(SqlTx& tx, kc_id account, sv name, kc_id by, bool on) const;

private:
    struct Named
    {
        kc_id id;
        std::string name;
    };

    std::optional<kc_id> find(SqlTx& tx, kc_id account, sv name) const;
    kc_id insert(SqlTx& tx, AccountRow& account, sv name, sv role, std::int64_t now) const;
    bool createAbove(SqlTx& tx, AccountRow& account, sv name, std::int64_t now) const;
    Status renameTree(SqlTx& tx, AccountRow& account, std::vector<Named> tree, sv from,
                      sv to) const;
    void moveInbox(SqlTx& tx, AccountRow& account, kc_id inbox, kc_id to, std::int64_t now) const;
    std::vector<Named> below(SqlTx& tx, kc_id account, sv name) const;

    const Statements& _statements;
    const AccessStatements& _access;
};

} // namespace kc::store
