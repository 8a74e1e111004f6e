// SPDX-License-Identifier: Apache-2.0
// Quota/query: RFC 9425 §4.4.
#include "MethodTable.h"
#include "QueryArguments.h"
#include "Quota.h"

namespace kc::jmap
{

namespace
{

std::optional<MethodError> checkCondition(const std::string& name, const Json& wanted)
{
    if (name != "name" && name != "scope" && name != "resourceType" && name != "type")
        return MethodError{"unsupportedFilter", name};
    if (!wanted.is_string())
        return MethodError{"invalidArguments", "filter: " + name};
    return std::nullopt;
}

bool isSortable(const std::string& property)
{
    return property == "name" || property == "used";
}

bool holds(const Quota& quota, const std::string& name, const Json& wanted)
{
    if (name == "name")
        return textKey(quota.name).find(textKey(wanted.get_ref<const std::string&>())) !=
               std::string::npos;
    if (name == "scope")
        return wanted == quota.scope;
    return wanted == (name == "type" ? "Email" : "octets");
}

} // namespace

MethodResult quotaQuery(Call& call)
{
    const auto read = readQuery(call);
    if (const auto* const wrong = std::get_if<MethodError>(&read))
        return *wrong;
    const auto& query = std::get<QueryArguments>(read);
    const auto found = quotaAccount(call, query.account);
    if (const auto* const wrong = std::get_if<MethodError>(&found))
        return *wrong;
    if (auto wrong =
            query.filter == nullptr ? std::nullopt : checkFilter(*query.filter, checkCondition))
        return *wrong;
    if (auto wrong = query.sort == nullptr ? std::nullopt : checkSort(*query.sort, isSortable))
        return *wrong;

    std::vector<Sortable> rows;
    for (const Quota& quota : readQuotas(call, std::get<QuotaAccount>(found), nullptr))
    {
        const auto isSo = [&](const std::string& name, const Json& wanted)
        { return holds(quota, name, wanted); };
        const auto key = [&](const std::string& property)
        { return property == "used" ? numberKey(quota.used) : textKey(quota.name); };
        if (query.filter == nullptr || matches(*query.filter, isSo))
            rows.push_back({quota.id, sortKeys(query.sort, key)});
    }
    return queryAnswer(call, query, sorted(std::move(rows), query.sort));
}

} // namespace kc::jmap
