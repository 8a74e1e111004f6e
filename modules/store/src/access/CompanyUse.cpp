// SPDX-License-Identifier: Apache-2.0
#include "CompanyUse.h"

#include "Ids.h"

namespace kc::store
{

std::uint64_t CompanyUse::of(Context& context, kc_id tenant, Clock::time_point now)
{
    {
        const std::lock_guard lock{_mutex};
        const auto known = _sums.find(tenant);
        if (known != _sums.end() && now - known->second.taken < kLifetime)
            return known->second.octets;
    }
    std::optional<std::int64_t> sum;
    const Status status =
        _sql.read(context, [&](SqlTx& tx) { sum = tx.one(_statements.tenantSum, {num(tenant)}); });
    if (!status.ok() || !sum)
        throw Fault{KC_EUNAVAIL, "the database does not tell what a company's stores hold"};
    const auto octets = static_cast<std::uint64_t>(*sum);
    const std::lock_guard lock{_mutex};
    _sums[tenant] = {octets, now};
    return octets;
}

void CompanyUse::add(kc_id tenant, std::uint64_t octets)
{
    if (tenant == 0)
        return;
    const std::lock_guard lock{_mutex};
    if (const auto known = _sums.find(tenant); known != _sums.end())
        known->second.octets += octets;
}

} // namespace kc::store
