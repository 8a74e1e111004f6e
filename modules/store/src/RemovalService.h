// SPDX-License-Identifier: Apache-2.0
// kc.store.removals/1 over the tables: what was removed, until it is purged.
#pragma once

#include "Tables.h"

#include <kc/store.hpp>

namespace kc::store
{

class RemovalService final : public Removals
{
public:
    /// Before the first call, in start().
    void serve(Tables& tables) { _tables = &tables; }

    Status list(Context& context, kc_id account, std::uint32_t fields,
                Sink<kc_removed> removed) override;
    Status restore(Context& context, kc_id removal, kc_uid_set uids, kc_id to,
                   Sink<kc_transferred> restored) override;
    Status purge(Context& context, std::int64_t before, std::uint32_t limit,
                 std::uint32_t& purged) override;

private:
    Tables* _tables = nullptr;
};

} // namespace kc::store
