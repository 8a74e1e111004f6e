// SPDX-License-Identifier: Apache-2.0
#include "Accounts.h"

#include <charconv>

namespace kc::jmap
{

std::optional<kc_id> findAccount(Context& context, Directory& directory, const Caller& caller,
                                 sv accountId)
{
    if (caller.hasAccount())
        return accountId == caller.ownAccount() ? std::optional{caller.principal} : std::nullopt;
    kc_id id = 0;
    if (!accountId.starts_with('a'))
        return std::nullopt;
    const char* const end = accountId.data() + accountId.size();
    const auto [last, failed] = std::from_chars(accountId.data() + 1, end, id);
    // One spelling each, as with all ids.
    if (failed != std::errc{} || last != end || "a" + std::to_string(id) != accountId)
        return std::nullopt;
    std::optional<kc_id> found;
    const auto take = [&](const kc_principal& principal)
    {
        if (principal.user->kind == KC_USER_ACTIVE || principal.user->kind == KC_USER_SHARED)
            found = principal.id;
    };
    (void)directory.get(context, caller.principal, {&id, 1}, take);
    return found == KC_ID_SYSTEM ? std::nullopt : found;
}

} // namespace kc::jmap
