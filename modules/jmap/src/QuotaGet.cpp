// SPDX-License-Identifier: Apache-2.0
// Quota/get and /changes: RFC 9425 §4.2, §4.3.
#include "GetArguments.h"
#include "MethodTable.h"
#include "Quota.h"

#include <algorithm>
#include <array>

namespace kc::jmap
{

namespace
{

constexpr std::array<const char*, 10> kProperties{"id",        "resourceType", "used",  "hardLimit",
                                                  "scope",     "name",         "types", "warnLimit",
                                                  "softLimit", "description"};

bool isProperty(const std::string& name)
{
    return std::find(kProperties.begin(), kProperties.end(), name) != kProperties.end();
}

} // namespace

MethodResult quotaGet(Call& call)
{
    const auto read = readGet(call, {{kProperties.begin(), kProperties.end()}, isProperty});
    if (const auto* const wrong = std::get_if<MethodError>(&read))
        return *wrong;
    const auto& arguments = std::get<GetArguments>(read);
    const auto found = quotaAccount(call, arguments.account);
    if (const auto* const wrong = std::get_if<MethodError>(&found))
        return *wrong;
    const auto& account = std::get<QuotaAccount>(found);
    const auto owners = quotaOwners(arguments.ids.value_or(Ids{}));
    const auto quotas = readQuotas(call, account, arguments.ids ? &owners : nullptr);
    if (auto wrong = checkCount(call, quotas.size()))
        return *wrong;
    Json list = Json::array();
    for (const Quota& quota : quotas)
        if (!arguments.ids || std::find(arguments.ids->begin(), arguments.ids->end(), quota.id) !=
                                  arguments.ids->end())
            list.push_back(select(toJson(quota), arguments.properties));
    return getAnswer(arguments, quotaState(account, quotas), std::move(list));
}

MethodResult quotaChanges(Call& call)
{
    ArgumentReader arguments{call.arguments};
    const std::string id = arguments.requireText("accountId");
    const std::string since = arguments.requireText("sinceState");
    const auto most = arguments.unsignedInteger("maxChanges");
    if (auto wrong = arguments.finish())
        return *wrong;
    if (most == 0)
        return MethodError{"invalidArguments", "maxChanges"};
    const auto found = quotaAccount(call, id);
    if (const auto* const wrong = std::get_if<MethodError>(&found))
        return *wrong;
    const auto& account = std::get<QuotaAccount>(found);
    if (account.owner == 0)
        return MethodError{"cannotCalculateChanges", ""};
    const auto quotas = readQuotas(call, account, nullptr);
    const auto change = changeSince(since, quotas);
    if (!change)
        return MethodError{"cannotCalculateChanges", ""};
    const Ids one{"q" + std::to_string(account.owner)};
    const auto ifSo = [&](bool isSo) { return isSo ? one : Ids{}; };
    const bool isUsed = change->isUpdated && change->isOnlyUsed;
    return Json{{"accountId", id},
                {"oldState", since},
                {"newState", quotaState(account, quotas)},
                {"hasMoreChanges", false},
                {"created", ifSo(change->isCreated)},
                {"updated", ifSo(change->isUpdated)},
                {"destroyed", ifSo(change->isDestroyed)},
                {"updatedProperties", isUsed ? Json{"used"} : Json(nullptr)}};
}

} // namespace kc::jmap
