// SPDX-License-Identifier: Apache-2.0
// kc.stores/1 over the tables: whose stores there are, and who may do what in them.
#pragma once

#include "Tables.h"
#include "access/StoreList.h"

#include <kc/stores.hpp>

namespace kc::store
{

class StoresService final : public Stores
{
public:
    /// Before the first call, in start().
    void serve(Tables& tables) { _tables = &tables; }

    Status list(Context& context, const kc_store_query& query, Sink<kc_store_row> stores) override;
    Status create(Context& context, kc_id owner, kc_store_type type, kc_id& account) override;
    Status unhook(Context& context, kc_id account) override;
    Status hook(Context& context, kc_id account, kc_id owner) override;
    Status remove(Context& context, kc_id account) override;
    Status permissions(Context& context, kc_id account, Sink<kc_permission> permissions) override;
    Status permit(Context& context, kc_id account, kc_id mailbox, kc_id principal,
                  std::uint32_t rights) override;
    Status rights(Context& context, kc_id account, kc_id mailbox, std::uint32_t& rights) override;

private:
    Status find(Context& context, kc_id account, std::optional<StoreRow>& found);
    Status newStore(Context& context, kc_id owner, kc_store_type type, NewStore& store);
    Status mayPermit(Context& context, kc_id account, kc_id mailbox);
    Status isHolder(Context& context, kc_id principal);
    void changed(kc_id account);

    Tables* _tables = nullptr;
};

} // namespace kc::store
