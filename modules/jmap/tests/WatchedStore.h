// SPDX-License-Identifier: Apache-2.0
// A store with one mailbox, whose changes the test makes, and what it holds.
#pragma once

#include <kc/store.hpp>

#include <map>

namespace kc::jmap::test
{

class WatchedStore final : public Store
{
public:
    /// Something comes into the account's mailbox.
    void change()
    {
        ++modseq;
        for (const auto& [watch, subscriber] : _watches)
            subscriber.first(subscriber.second, 7);
    }

    std::size_t watches() const { return _watches.size(); }

    Status account(Context&, kc_id principal, kc_id& account) override
    {
        account = principal + 1000;
        return KC_OK;
    }

    Status mailboxes(Context&, kc_id account, Sink<kc_mailbox> mailboxes) override
    {
        if (isDown)
            throw Fault{KC_EUNAVAIL, "database is gone"};
        ++reads;
        kc_mailbox mailbox{};
        mailbox.size = sizeof mailbox;
        mailbox.id = 7;
        mailbox.account = account;
        mailbox.name = str("INBOX");
        mailbox.modseq = modseq;
        mailboxes(mailbox);
        return KC_OK;
    }

    Status watch(kc_id account, kc_watch_fn fn, void* arg, kc_watch*& out) noexcept override
    {
        watched = account;
        out = reinterpret_cast<kc_watch*>(++_next);
        _watches[out] = {fn, arg};
        return KC_OK;
    }

    void unwatch(kc_watch* watch) noexcept override { _watches.erase(watch); }

    Status removeAccount(Context&, kc_id) override { return KC_ENOTSUP; }

    Status mailbox(Context&, kc_id account, sv name, Sink<kc_mailbox> mailboxes) override
    {
        if (name != "INBOX")
            return KC_ENOTFOUND;
        kc_mailbox mailbox{};
        mailbox.size = sizeof mailbox;
        mailbox.id = 7;
        mailbox.account = account;
        mailbox.name = str("INBOX");
        mailboxes(mailbox);
        return KC_OK;
    }

    Status create(Context&, kc_id, sv, kc_id&) override { return KC_ENOTSUP; }

    Status rename(Context&, kc_id, sv, sv) override { return KC_ENOTSUP; }

    Status remove(Context&, kc_id, sv) override { return KC_ENOTSUP; }

    Status subscribe(Context&, kc_id, sv, std::uint32_t) override { return KC_ENOTSUP; }

    Status quota(Context&, kc_id, kc_quota& quota) override
    {
        if (isDown)
            throw Fault{KC_EUNAVAIL, "database is gone"};
        quota.octets = octets;
        return KC_OK;
    }

    std::uint64_t modseq = 1;
    kc_id watched = 0;
    std::uint64_t octets = 0;
    int reads = 0;
    bool isDown = false;

private:
    std::map<kc_watch*, std::pair<kc_watch_fn, void*>> _watches;
    std::uintptr_t _next = 0;
};

} // namespace kc::jmap::test
