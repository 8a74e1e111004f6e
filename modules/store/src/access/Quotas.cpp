// SPDX-License-Identifier: Apache-2.0
#include "Quotas.h"

#include "HolderKey.h"

namespace kc::store
{

void Quotas::addCompany(Context& context, kc_id tenant, Allowance& allowance)
{
    const std::uint64_t hard = tenant == 0 ? 0 : _people.limits(context, tenant).hard;
    if (hard == 0)
        return;
    allowance.tenant = tenant;
    allowance.isCompanyFull = _companies.of(context, tenant) >= hard;
}

Allowance Quotas::delivery(Context& context, const Person& to)
{
    Allowance allowance{_people.limits(context, to.id).hard};
    addCompany(context, to.tenant, allowance);
    return allowance;
}

Allowance Quotas::writing(Context& context, kc_id account)
{
    Allowance allowance;
    const kc_id key = context.actor() == KC_ID_SYSTEM
                          ? 0
                          : _owners.find(context, account).value_or(orphanKey(account));
    if (ownerOf(key) == 0)
        return allowance;
    if (key > 0) // others than users have no limit of their own
        allowance.hard = _people.limits(context, key).hard;
    if (_people.isHosted())
        if (const auto owner = _people.find(context, ownerOf(key)))
            addCompany(context, owner->tenant, allowance);
    if (allowance.hard == 0 && !allowance.isCompanyFull)
        return allowance;
    const auto actor = _people.find(context, context.actor());
    return actor && actor->adminLevel >= 2 ? Allowance{0, false, allowance.tenant} : allowance;
}

kc_quota_limits Quotas::limits(Context& context, kc_id account)
{
    const kc_id key = _owners.find(context, account).value_or(0);
    return key > 0 ? _people.limits(context, key) : kc_quota_limits{};
}

} // namespace kc::store
