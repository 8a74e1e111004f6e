// SPDX-License-Identifier: Apache-2.0
// DRAFT kc.store/1, kc.store.mail/1 and kc.store.removals/1 in C++; the contract of each function
// stands in abi/draft/store.h.
#pragma once

#include <kc/abi/draft/store.h>
#include <kc/module.hpp>

namespace kc::inline sdk1
{

class Store : public Service
{
public:
    static constexpr sv kInterface = KC_STORE;

    virtual Status account(Context&, kc_id principal, kc_id& account) = 0;
    virtual Status removeAccount(Context&, kc_id principal) = 0;
    virtual Status mailboxes(Context&, kc_id account, Sink<kc_mailbox> mailboxes) = 0;
    virtual Status mailbox(Context&, kc_id account, sv name, Sink<kc_mailbox> mailboxes) = 0;
    virtual Status create(Context&, kc_id account, sv name, kc_id& id) = 0;
    virtual Status rename(Context&, kc_id account, sv from, sv to) = 0;
    virtual Status remove(Context&, kc_id account, sv name) = 0;
    virtual Status subscribe(Context&, kc_id account, sv name, std::uint32_t on) = 0;
    virtual Status quota(Context&, kc_id account, kc_quota& quota) = 0;
    virtual Status watch(kc_id account, kc_watch_fn fn, void* arg, kc_watch*& out) noexcept = 0;
    virtual void unwatch(kc_watch* watch) noexcept = 0;

    static const kc_store& table()
    {
        static constexpr kc_store kTable{
            sizeof(kc_store),
            Thunk<&Store::account>::call,
            Thunk<&Store::removeAccount>::call,
            Thunk<&Store::mailboxes>::call,
            Thunk<&Store::mailbox>::call,
            Thunk<&Store::create>::call,
            Thunk<&Store::rename>::call,
            Thunk<&Store::remove>::call,
            Thunk<&Store::subscribe>::call,
            Thunk<&Store::quota>::call,
            [](void* self, kc_id account, kc_watch_fn fn, void* arg, kc_watch** out)
            { return kc_status{static_cast<Store*>(self)->watch(account, fn, arg, *out).code()}; },
            [](void* self, kc_watch* watch) { static_cast<Store*>(self)->unwatch(watch); }};
        return kTable;
    }
};

class StoreProxy final : public Store, private Bound<kc_store>
{
public:
    using Bound::Bound;

    Status account(Context& context, kc_id principal, kc_id& account) override
    {
        return Proxy<&Store::account>::call(_table->account, _self, context, principal, account);
    }

    Status removeAccount(Context& context, kc_id principal) override
    {
        return Proxy<&Store::removeAccount>::call(_table->remove_account, _self, context,
                                                  principal);
    }

    Status mailboxes(Context& context, kc_id account, Sink<kc_mailbox> mailboxes) override
    {
        return Proxy<&Store::mailboxes>::call(_table->mailboxes, _self, context, account,
                                              mailboxes);
    }

    Status mailbox(Context& context, kc_id account, sv name, Sink<kc_mailbox> mailboxes) override
    {
        return Proxy<&Store::mailbox>::call(_table->mailbox, _self, context, account, name,
                                            mailboxes);
    }

    Status create(Context& context, kc_id account, sv name, kc_id& id) override
    {
        return Proxy<&Store::create>::call(_table->create, _self, context, account, name, id);
    }

    Status rename(Context& context, kc_id account, sv from, sv to) override
    {
        return Proxy<&Store::rename>::call(_table->rename, _self, context, account, from, to);
    }

    Status remove(Context& context, kc_id account, sv name) override
    {
        return Proxy<&Store::remove>::call(_table->remove, _self, context, account, name);
    }

    Status subscribe(Context& context, kc_id account, sv name, std::uint32_t on) override
    {
        return Proxy<&Store::subscribe>::call(_table->subscribe, _self, context, account, name, on);
    }

    Status quota(Context& context, kc_id account, kc_quota& quota) override
    {
        return Proxy<&Store::quota>::call(_table->quota, _self, context, account, quota);
    }

    Status watch(kc_id account, kc_watch_fn fn, void* arg, kc_watch*& out) noexcept override
    {
        return Status::of(_table->watch(_self, account, fn, arg, &out));
    }

    void unwatch(kc_watch* watch) noexcept override { _table->unwatch(_self, watch); }
};

class Mail : public Service
{
public:
    static constexpr sv kInterface = KC_MAIL;

    virtual Status list(Context&, kc_id mailbox, kc_uid_set uids, std::uint32_t fields,
                        std::uint64_t sinceModseq, Sink<kc_message> messages) = 0;
    virtual Status open(Context&, kc_id mailbox, std::uint32_t uid, kc_reader& out) = 0;
    virtual Status append(Context&, kc_id mailbox, const kc_append* messages, std::uint32_t n,
                          Sink<kc_appended> appended) = 0;
    virtual Status deliver(Context&, const kc_reader& message, std::int64_t received,
                           const kc_recipient* recipients, std::uint32_t n,
                           Sink<kc_delivered> results) = 0;
    virtual Status setFlags(Context&, kc_id mailbox, kc_uid_set uids, const kc_flag_update& update,
                            Sink<kc_message> changed, Sink<kc_message> kept) = 0;
    virtual Status transfer(Context&, kc_id from, kc_uid_set uids, kc_id to, kc_transfer mode,
                            Sink<kc_transferred> transferred) = 0;
    virtual Status expunge(Context&, kc_id mailbox, kc_uid_set uids,
                           Sink<kc_vanished> expunged) = 0;
    virtual Status changes(Context&, kc_id mailbox, std::uint64_t sinceModseq, Sink<kc_mailbox> now,
                           Sink<kc_message> messages, Sink<kc_vanished> vanished) = 0;
    virtual Status select(Context&, kc_id mailbox, Sink<kc_mailbox> now, Sink<kc_uid_range> uids,
                          std::uint32_t& firstUnseen) = 0;
    virtual Status openEach(Context&, kc_id mailbox, kc_uid_set uids, std::uint64_t maxOctets,
                            Sink<kc_opened> opened) = 0;

    static const kc_mail& table()
    {
        static constexpr kc_mail kTable{sizeof(kc_mail),
                                        Thunk<&Mail::list>::call,
                                        Thunk<&Mail::open>::call,
                                        Thunk<&Mail::append>::call,
                                        Thunk<&Mail::deliver>::call,
                                        Thunk<&Mail::setFlags>::call,
                                        Thunk<&Mail::transfer>::call,
                                        Thunk<&Mail::expunge>::call,
                                        Thunk<&Mail::changes>::call,
                                        Thunk<&Mail::select>::call,
                                        Thunk<&Mail::openEach>::call};
        return kTable;
    }
};

class MailProxy final : public Mail, private Bound<kc_mail>
{
public:
    using Bound::Bound;

    Status list(Context& context, kc_id mailbox, kc_uid_set uids, std::uint32_t fields,
                std::uint64_t sinceModseq, Sink<kc_message> messages) override
    {
        return Proxy<&Mail::list>::call(_table->list, _self, context, mailbox, uids, fields,
                                        sinceModseq, messages);
    }

    Status open(Context& context, kc_id mailbox, std::uint32_t uid, kc_reader& out) override
    {
        return Proxy<&Mail::open>::call(_table->open, _self, context, mailbox, uid, out);
    }

    Status append(Context& context, kc_id mailbox, const kc_append* messages, std::uint32_t n,
                  Sink<kc_appended> appended) override
    {
        return Proxy<&Mail::append>::call(_table->append, _self, context, mailbox, messages, n,
                                          appended);
    }

    Status deliver(Context& context, const kc_reader& message, std::int64_t received,
                   const kc_recipient* recipients, std::uint32_t n,
                   Sink<kc_delivered> results) override
    {
        return Proxy<&Mail::deliver>::call(_table->deliver, _self, context, message, received,
                                           recipients, n, results);
    }

    Status setFlags(Context& context, kc_id mailbox, kc_uid_set uids, const kc_flag_update& update,
                    Sink<kc_message> changed, Sink<kc_message> kept) override
    {
        return Proxy<&Mail::setFlags>::call(_table->set_flags, _self, context, mailbox, uids,
                                            update, changed, kept);
    }

    Status transfer(Context& context, kc_id from, kc_uid_set uids, kc_id to, kc_transfer mode,
                    Sink<kc_transferred> transferred) override
    {
        return Proxy<&Mail::transfer>::call(_table->transfer, _self, context, from, uids, to, mode,
                                            transferred);
    }

    Status expunge(Context& context, kc_id mailbox, kc_uid_set uids,
                   Sink<kc_vanished> expunged) override
    {
        return Proxy<&Mail::expunge>::call(_table->expunge, _self, context, mailbox, uids,
                                           expunged);
    }

    Status changes(Context& context, kc_id mailbox, std::uint64_t sinceModseq, Sink<kc_mailbox> now,
                   Sink<kc_message> messages, Sink<kc_vanished> vanished) override
    {
        return Proxy<&Mail::changes>::call(_table->changes, _self, context, mailbox, sinceModseq,
                                           now, messages, vanished);
    }

    Status select(Context& context, kc_id mailbox, Sink<kc_mailbox> now, Sink<kc_uid_range> uids,
                  std::uint32_t& firstUnseen) override
    {
        return Proxy<&Mail::select>::call(_table->select, _self, context, mailbox, now, uids,
                                          firstUnseen);
    }

    Status openEach(Context& context, kc_id mailbox, kc_uid_set uids, std::uint64_t maxOctets,
                    Sink<kc_opened> opened) override
    {
        return Proxy<&Mail::openEach>::call(_table->open_each, _self, context, mailbox, uids,
                                            maxOctets, opened);
    }
};

class Removals : public Service
{
public:
    static constexpr sv kInterface = KC_REMOVALS;

    virtual Status list(Context&, kc_id account, std::uint32_t fields,
                        Sink<kc_removed> removed) = 0;
    virtual Status restore(Context&, kc_id removal, kc_uid_set uids, kc_id to,
                           Sink<kc_transferred> restored) = 0;
    virtual Status purge(Context&, std::int64_t before, std::uint32_t limit,
                         std::uint32_t& purged) = 0;

    static const kc_removals& table()
    {
        static constexpr kc_removals kTable{sizeof(kc_removals), Thunk<&Removals::list>::call,
                                            Thunk<&Removals::restore>::call,
                                            Thunk<&Removals::purge>::call};
        return kTable;
    }
};

class RemovalsProxy final : public Removals, private Bound<kc_removals>
{
public:
    using Bound::Bound;

    Status list(Context& context, kc_id account, std::uint32_t fields,
                Sink<kc_removed> removed) override
    {
        return Proxy<&Removals::list>::call(_table->list, _self, context, account, fields, removed);
    }

    Status restore(Context& context, kc_id removal, kc_uid_set uids, kc_id to,
                   Sink<kc_transferred> restored) override
    {
        return Proxy<&Removals::restore>::call(_table->restore, _self, context, removal, uids, to,
                                               restored);
    }

    Status purge(Context& context, std::int64_t before, std::uint32_t limit,
                 std::uint32_t& purged) override
    {
        return Proxy<&Removals::purge>::call(_table->purge, _self, context, before, limit, purged);
    }
};

} // namespace kc::inline sdk1
