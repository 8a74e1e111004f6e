// SPDX-License-Identifier: Apache-2.0
// New messages, inside closures: one content row, then an email and a membership for each account.
#pragma once

#include "AccountRow.h"
#include "Intake.h"
#include "MailboxTree.h"
#include "Sums.h"
#include "access/Allowance.h"

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
    std::optional<std::int64_t> saved; // nothing: when it was received
    kc_id creator = 0;                 // who put it there, if it was not the owner; 0: the owner
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
    kc_id insertContent(SqlTx& tx, const Content& content) const;

    std::optional<Target> find(SqlTx& tx, kc_id mailbox) const;

    /// The mailbox of that name (as parseMailboxName gives it) in the account of a private store;
    /// else its inbox, in an account that is made if need be.
    Target findOrInbox(SqlTx& tx, const NewStore& store, sv name, std::int64_t now) const;

    /// KC_ETOOBIG when the mailbox has not so many uids left; KC_EQUOTA, if `counts`, when the
    /// account has reached its hard limit, or its company has. What is added does not matter: one
    /// may overshoot.
    static kc_code admit(const Target& target, std::uint64_t messages, const Allowance& allowance,
                         Quota counts = Quota::Counts);

    /// Of one that was admitted.
    Arrival insert(SqlTx& tx, Target& target, kc_id contentId, const Content& content,
                   const Membership& membership) const;

    /// The target's own row and its account's, after memberships were inserted.
    void grow(SqlTx& tx, Target& target, std::uint64_t modseq, const Sums& sums) const;

private:
    std::optional<Target> findByName(SqlTx& tx, kc_id principal, sv name) const;

    const Statements& _statements;
    const MailboxTree& _tree;
    AttachStore* _attachments;
};

} // namespace kc::store
