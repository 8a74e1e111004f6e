// SPDX-License-Identifier: Apache-2.0
// See MailboxTree.h.
#include "MailboxTree.h"

#include <kc/directory.hpp>

#include <algorithm>

namespace kc::imap
{

namespace
{

bool isPublicName(sv name)
{
    return name.starts_with(kPublicFolders) &&
           (name.size() == kPublicFolders.size() || name[kPublicFolders.size()] == '/');
}

std::string wholeName(sv root, sv name)
{
    return root.empty() ? std::string{name} : std::string{root}.append("/").append(name);
}

constexpr std::uint32_t kWriting = KC_RIGHT_CREATE | KC_RIGHT_EDIT_OWN | KC_RIGHT_DELETE_OWN |
                                   KC_RIGHT_EDIT_ALL | KC_RIGHT_DELETE_ALL;

} // namespace

/// 0 if there is none that the user sees.
kc_id MailboxTree::publicAccount(Context& context) const
{
    if (_stores == nullptr)
        return 0;
    kc_store_query query{};
    query.size = sizeof query;
    query.types = KC_STORES_OF(KC_STORE_PUBLIC);
    query.owner = _user.tenant == 0 ? KC_ID_EVERYONE : _user.tenant;
    kc_id account = 0;
    const auto take = [&](const kc_store_row& row) { account = row.account; };
    const Status status = _stores->list(context, query, Sink<kc_store_row>{take});
    if (!status.ok() && status != KC_ENOTFOUND)
        throw Fault{KC_EUNAVAIL, "the store refused to tell where the public folders are"};
    return account;
}

MailboxTree::Place MailboxTree::place(Context& context, sv name) const
{
    const kc_id account = isPublicName(name) ? publicAccount(context) : 0;
    if (account == 0)
        return {_user.account, {}, name};
    name.remove_prefix(std::min(name.size(), kPublicFolders.size() + 1));
    return {account, kPublicFolders, name};
}

bool MailboxTree::isReserved(const Place& place) const
{
    return _stores != nullptr && place.root.empty() && isPublicName(place.name);
}

std::optional<OwnedMailbox> MailboxTree::find(Context& context, sv name) const
{
    const Place at = place(context, name);
    if (at.isRoot())
        return std::nullopt;
    auto found = findMailbox(*_store, context, at.account, at.name);
    if (found)
        found->rename(wholeName(at.root, found->name));
    return found;
}

void MailboxTree::list(Context& context, Sink<kc_mailbox> mailboxes) const
{
    const kc_id shared = publicAccount(context);
    const auto own = [&](const kc_mailbox& row)
    {
        if (shared == 0 || !isPublicName(kc::view(row.name)))
            mailboxes(row);
    };
    if (!_store->mailboxes(context, _user.account, Sink<kc_mailbox>{own}).ok())
        throw Fault{KC_EUNAVAIL, "the store refused to list the mailboxes"};
    if (shared == 0)
        return;
    kc_mailbox level{};
    level.size = sizeof level;
    level.name = str(kPublicFolders);
    mailboxes(level);
    const auto below = [&](const kc_mailbox& row)
    {
        const std::string name = wholeName(kPublicFolders, kc::view(row.name));
        kc_mailbox whole = row;
        whole.name = str(name);
        mailboxes(whole);
    };
    // If it has gone meanwhile there is nothing below.
    (void)_store->mailboxes(context, shared, Sink<kc_mailbox>{below});
}

Status MailboxTree::create(Context& context, sv name, kc_id& id) const
{
    const Place at = place(context, name);
    if (at.isRoot())
        return KC_EEXISTS;
    return isReserved(at) ? KC_EINVAL : _store->create(context, at.account, at.name, id);
}

Status MailboxTree::rename(Context& context, sv from, sv to) const
{
    const Place source = place(context, from);
    const Place target = place(context, to);
    if (source.isRoot())
        return KC_EDENIED;
    if (target.isRoot())
        return KC_EEXISTS;
    if (source.account != target.account || isReserved(target))
        return KC_EINVAL;
    return _store->rename(context, source.account, source.name, target.name);
}

Status MailboxTree::remove(Context& context, sv name) const
{
    const Place at = place(context, name);
    return at.isRoot() ? KC_EDENIED : _store->remove(context, at.account, at.name);
}

Status MailboxTree::subscribe(Context& context, sv name, bool on) const
{
    const Place at = place(context, name);
    return at.isRoot() ? KC_ENOTFOUND : _store->subscribe(context, at.account, at.name, on ? 1 : 0);
}

bool MailboxTree::mayWrite(Context& context, const OwnedMailbox& mailbox) const
{
    if (mailbox.raw.account == _user.account || _stores == nullptr)
        return true;
    std::uint32_t rights = 0;
    return _stores->rights(context, mailbox.raw.account, mailbox.raw.id, rights).ok() &&
           (rights & kWriting) != 0;
}

Status MailboxTree::quota(Context& context, sv root, kc_quota& quota) const
{
    const kc_id account = root.empty()             ? _user.account
                          : root == kPublicFolders ? publicAccount(context)
                                                   : 0;
    return account == 0 ? KC_ENOTFOUND : _store->quota(context, account, quota);
}

} // namespace kc::imap
