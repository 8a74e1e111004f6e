// SPDX-License-Identifier: Apache-2.0
// DRAFT kc.health/1 in C++: how the modules of this process are. A module says how it is itself by
// overriding Module::health().
#pragma once

#include <kc/abi/draft/health.h>
#include <kc/module.hpp>

namespace kc::inline sdk1
{

/// Asks every started module; true when all are well. `unwell` gets each other one's row, borrowed
/// for that call. A kernel that cannot ask is taken for well.
template <class F>
bool askHealth(const Module& module, Context& context, F&& unwell)
{
    const auto service = module.find(KC_HEALTH);
    if (!service)
        return true;
    bool well = true;
    const auto look = [&](const kc_health_row& row)
    {
        if (row.status >= 0)
            return;
        well = false;
        unwell(row);
    };
    const auto& table = *static_cast<const kc_health*>(service->table);
    (void)table.each(module.host()->k, context.get(), Sink<kc_health_row>{look}.raw());
    return well;
}

} // namespace kc::inline sdk1
