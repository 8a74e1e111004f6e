// SPDX-License-Identifier: Apache-2.0
// The mailboxes of all stores that a user reaches as the one tree of names that IMAP shows: his
// own, and those of the public store of his tenant below "Public folders" (RFC 2342). The one place
// that knows which store a name leads to. What he may see and do there the store decides.
#pragma once

#include "OwnedMailbox.h"

#include <kc/gateway/LoginService.h>
#include <kc/stores.hpp>

#include <optional>
#include <string>

namespace kc::imap
{

/// The level below which the public store's mailboxes are; itself no mailbox.
inline constexpr sv kPublicFolders = "Public folders";

class MailboxTree
{
public:
    /// Without `stores` there are no public folders.
    MailboxTree(Store& store, Stores* stores, const gateway::LoggedIn& user)
        : _store{&store}, _stores{stores}, _user{user}
    {
    }

    // Names are whole ones, in the answers too. All functions may throw Fault.

    /// Nothing if the user sees none of that name.
    std::optional<OwnedMailbox> find(Context& context, sv name) const;

    /// Pushes every mailbox, those of one store together; one whose id is 0 is a level only.
    void list(Context& context, Sink<kc_mailbox> mailboxes) const;

    // As those of kc.store. KC_EINVAL between stores, KC_EDENIED for a namespace itself.
    Status create(Context& context, sv name, kc_id& id) const;
    Status rename(Context& context, sv from, sv to) const;
    Status remove(Context& context, sv name) const;
    Status subscribe(Context& context, sv name, bool on) const;

    /// May the user add, change or remove any message there?
    bool mayWrite(Context& context, const OwnedMailbox& mailbox) const;

    /// RFC 9208 §3.1: one for each store, called as its namespace is.
    sv quotaRoot(const OwnedMailbox& mailbox) const
    {
        return mailbox.raw.account == _user.account ? sv{} : kPublicFolders;
    }

    /// KC_ENOTFOUND: no such quota root.
    Status quota(Context& context, sv root, kc_quota& quota) const;

    bool hasPublicFolders(Context& context) const { return publicAccount(context) != 0; }

private:
    /// What a name means.
    struct Place
    {
        kc_id account;
        sv root; ///< "", or the level that stands for the account
        sv name; ///< in the account; borrowed

        bool isRoot() const { return !root.empty() && name.empty(); }
    };

    Place place(Context& context, sv name) const;
    /// Nothing may be made there: it would vanish behind public folders that are made later.
    bool isReserved(const Place& place) const;
    kc_id publicAccount(Context& context) const;

    Store* _store;
    Stores* _stores;
    gateway::LoggedIn _user;
};

} // namespace kc::imap
