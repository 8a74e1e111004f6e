// SPDX-License-Identifier: Apache-2.0
#include "Health.h"

#include <algorithm>

namespace kc::kernel
{

kc_status Health::each(const kc_ctx* context, kc_sink rows) const
{
    constexpr std::int64_t kPatience = 5 * kSecond;
    for (const auto& module : _modules)
    {
        const std::int64_t last = context == nullptr ? kNever : context->deadline();
        kc_ctx own{"health", std::min(last, after(monotonicNow(), kPatience))};
        const kc_status status = module->health(own);
        if (status == KC_DECLINED)
            continue;
        const kc_str text = own.takeError();
        const kc_health_row row{sizeof row, str(module->id()), status, text};
        const kc_status answer = rows.push(rows.arg, &row);
        if (answer != KC_OK)
            return answer == KC_STOP ? kc_status{KC_OK} : answer;
    }
    return KC_OK;
}

const kc_health& Health::table()
{
    static constexpr kc_health kTable{
        sizeof(kc_health), [](kc_kernel* k, kc_ctx* context, kc_sink rows) -> kc_status {
            return fence(nullptr, nullptr, [&] { return k->health.each(context, rows); });
        }};
    return kTable;
}

} // namespace kc::kernel
