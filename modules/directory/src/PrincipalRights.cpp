// SPDX-License-Identifier: Apache-2.0
// access() and quota().
#include "Principals.h"

namespace kc::directory
{

Status Principals::access(Context& context, kc_id actor, kc_id id, std::uint32_t& rights)
{
    const Asking asking = this->asking(context, actor);
    const PrincipalPtr principal = seen(context, asking, id);
    if (!principal)
        return KC_ENOTFOUND;
    rights = KC_ACCESS_SEES;
    if (asking.administers(*principal))
        rights |= KC_ACCESS_ADMINISTERS;
    return KC_OK;
}

/// One record counts as a whole: the user's own, else what his company says for its users, else
/// server.cfg.
Status Principals::quota(Context& context, kc_id id, kc_quota_limits& limits)
{
    const PrincipalPtr principal = _resolver.byId(context, id);
    if (!principal)
        return KC_ENOTFOUND;
    const SettingsPtr settings = _resolver.settings();
    const auto answer = [&](kc_quota_source source, const kc_quota_record& quota)
    {
        limits.source = source;
        limits.warn = quota.warn;
        limits.soft = quota.soft;
        limits.hard = quota.hard;
        return KC_OK;
    };
    if (principal->fields().quota.is_own != 0)
        return answer(KC_QUOTA_OWN, principal->fields().quota);
    if (principal->isCompany())
        return answer(KC_QUOTA_GLOBAL, {0, settings->companyWarn, 0, 0});
    const PrincipalPtr company =
        principal->tenant() == 0 ? nullptr : _resolver.byId(context, principal->tenant());
    if (company && company->fields().memberQuota.is_own != 0)
        return answer(KC_QUOTA_COMPANY, company->fields().memberQuota);
    return answer(KC_QUOTA_GLOBAL,
                  {0, settings->quota.warn, settings->quota.soft, settings->quota.hard});
}

} // namespace kc::directory
