// SPDX-License-Identifier: Apache-2.0
// kc.store/1 over the tables: accounts and mailboxes.
#pragma once

#include "Tables.h"

#include <kc/store.hpp>

namespace kc::store
{

class MailboxService final : public Store
{
public:
    /// Before the first call, in start().
    void serve(Tables& tables) { _tables = &tables; }

    Status account(Context& context, kc_id principal, kc_id& account) override;
    Status removeAccount(Context& context, kc_id principal) override;
    Status mailboxes(Context& context, kc_id account, Sink<kc_mailbox> mailboxes) override;
    Status mailbox(Context& context, kc_id account, sv name, Sink<kc_mailbox> mailboxes) override;
    Status create(Context& context, kc_id account, sv name, kc_id& id) override;
    Status rename(Context& context, kc_id account, sv from, sv to) override;
    Status remove(Context& context, kc_id account, sv name) override;
    Status subscribe(Context& context, kc_id account, sv name, std::uint32_t on) override;
    Status quota(Context& context, kc_id account, kc_quota& quota) override;
    Status watch(kc_id account, kc_watch_fn fn, void* arg, kc_watch*& out) noexcept override;
    void unwatch(kc_watch* watch) noexcept override;

private:
    class Subscriptions;

    Status makeAccount(Context& context, kc_id principal, kc_id& account);
    static Status mayIn(const Standing& standing, sv name, std::uint32_t needed);
    MailboxTree::Entry entryOf(const Standing& standing, sv above) const;

    Tables* _tables = nullptr;
};

} // namespace kc::store
