// SPDX-License-Identifier: Apache-2.0
// DRAFT kc.stores/1 in C++; the contract of each function stands in abi/draft/stores.h.
#pragma once

#include <kc/abi/draft/stores.h>
#include <kc/module.hpp>

namespace kc::inline sdk1
{

class Stores : public Service
{
public:
    static constexpr sv kInterface = KC_STORES;

    virtual Status list(Context&, const kc_store_query& query, Sink<kc_store_row> stores) = 0;
    virtual Status create(Context&, kc_id owner, kc_store_type type, kc_id& account) = 0;
    virtual Status unhook(Context&, kc_id account) = 0;
    virtual Status hook(Context&, kc_id account, kc_id owner) = 0;
    virtual Status remove(Context&, kc_id account) = 0;
    virtual Status permissions(Context&, kc_id account, Sink<kc_permission> permissions) = 0;
    virtual Status permit(Context&, kc_id account, kc_id mailbox, kc_id principal,
                          std::uint32_t rights) = 0;
    virtual Status rights(Context&, kc_id account, kc_id mailbox, std::uint32_t& rights) = 0;

    static const kc_stores& table()
    {
        static constexpr kc_stores kTable{sizeof(kc_stores),
                                          Thunk<&Stores::list>::call,
                                          Thunk<&Stores::create>::call,
                                          Thunk<&Stores::unhook>::call,
                                          Thunk<&Stores::hook>::call,
                                          Thunk<&Stores::remove>::call,
                                          Thunk<&Stores::permissions>::call,
                                          Thunk<&Stores::permit>::call,
                                          Thunk<&Stores::rights>::call};
        return kTable;
    }
};

class StoresProxy final : public Stores, private Bound<kc_stores>
{
public:
    using Bound::Bound;

    Status list(Context& context, const kc_store_query& query, Sink<kc_store_row> stores) override
    {
        return Proxy<&Stores::list>::call(_table->list, _self, context, query, stores);
    }

    Status create(Context& context, kc_id owner, kc_store_type type, kc_id& account) override
    {
        return Proxy<&Stores::create>::call(_table->create, _self, context, owner, type, account);
    }

    Status unhook(Context& context, kc_id account) override
    {
        return Proxy<&Stores::unhook>::call(_table->unhook, _self, context, account);
    }

    Status hook(Context& context, kc_id account, kc_id owner) override
    {
        return Proxy<&Stores::hook>::call(_table->hook, _self, context, account, owner);
    }

    Status remove(Context& context, kc_id account) override
    {
        return Proxy<&Stores::remove>::call(_table->remove, _self, context, account);
    }

    Status permissions(Context& context, kc_id account, Sink<kc_permission> permissions) override
    {
        return Proxy<&Stores::permissions>::call(_table->permissions, _self, context, account,
                                                 permissions);
    }

    Status permit(Context& context, kc_id account, kc_id mailbox, kc_id principal,
                  std::uint32_t rights) override
    {
        return Proxy<&Stores::permit>::call(_table->permit, _self, context, account, mailbox,
                                            principal, rights);
    }

    Status rights(Context& context, kc_id account, kc_id mailbox, std::uint32_t& rights) override
    {
        return Proxy<&Stores::rights>::call(_table->rights, _self, context, account, mailbox,
                                            rights);
    }
};

} // namespace kc::inline sdk1
