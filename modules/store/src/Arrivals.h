// SPDX-License-Identifier: Apache-2.0
// New messages, inside closures: one content row, then an email and a membership for each account.
#pragma once

#include "AccountRow.h"
#include "Intake.h"
#include "MailboxTree.h"

namespace kc::store
{

/// Where a message goes to: the mailbox, its next uid and its account's row.
struct Target
{
    AccountRow account;
    kc_id mailbox;
    std::uint32_t uidNext;
};

/// What a message is like in its mailbox.
struct Membership
{
    std::uint32_t flags = 0;
    std::string keywords; // as parseKeywords gives them
    std::int64_t received = 0;
};

/// Where it got to.
struct Arrival
{
    kc_id account = 0;
    kc_id mailbox = 0;
    std::uint32_t uid = 0;
    kc_id email = 0;
};

class Arrivals
{
public:
    /// `attachments` null: there is no attachment store, and no Intake has attachments.
    Arrivals(const Statements& statements, const MailboxTree& tree, AttachStore* attachments)
        : _statements{statements}, _tree{tree}, _attachments{attachments}
    {
    }

    /// Inserts the content and gives its id.
    kc_id insertContent(SqlTx& tx, const Intake& intake) const;

    std::optional<Target> find(SqlTx& tx, kc_id mailbox) const;

    /// The mailbox of that name (as parseMailboxName gives it) in the principal's account; else its
    /// inbox, in an account that is made if need be.
    Target findOrInbox(SqlTx& tx, kc_id principal, sv name, std::int64_t now) const;

    /// Nothing when the mailbox has no uid left.
    std::optional<Arrival> insert(SqlTx& tx, Target& target, kc_id content, const Intake& intake,
                                  const Membership& membership) const;

private:
    std::optional<Target> findByName(SqlTx& tx, kc_id principal, sv name) const;

    const Statements& _statements;
    const MailboxTree& _tree;
    AttachStore* _attachments;
};

} // namespace kc::store
