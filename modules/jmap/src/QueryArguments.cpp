// SPDX-License-Identifier: Apache-2.0
#include "QueryArguments.h"

#include <Poco/UTF8String.h>

#include <algorithm>

namespace kc::jmap
{

namespace
{

std::optional<MethodError> checkOperator(const Json& filter, const CheckCondition& check)
{
    const Json& word = filter["operator"];
    const bool isKnown = word == "AND" || word == "OR" || word == "NOT";
    if (!isKnown || filter.size() != 2 || !filter.contains("conditions") ||
        !filter["conditions"].is_array())
        return MethodError{"invalidArguments", "filter operator"};
    for (const Json& condition : filter["conditions"])
        if (auto wrong = checkFilter(condition, check))
            return wrong;
    return std::nullopt;
}

bool matchesOperator(const Json& filter, const ConditionHolds& holds)
{
    const Json& conditions = filter["conditions"];
    const auto holdsEach = [&](const Json& condition) { return matches(condition, holds); };
    if (filter["operator"] == "AND")
        return std::all_of(conditions.begin(), conditions.end(), holdsEach);
    const bool any = std::any_of(conditions.begin(), conditions.end(), holdsEach);
    return filter["operator"] == "OR" ? any : !any;
}

/// Nothing if the anchor is not there.
std::optional<std::size_t> firstOf(const QueryArguments& query, const Ids& ids)
{
    const auto total = static_cast<std::int64_t>(ids.size());
    std::int64_t first = query.position < 0 ? query.position + total : query.position;
    if (query.anchor)
    {
        const auto found = std::find(ids.begin(), ids.end(), *query.anchor);
        if (found == ids.end())
            return std::nullopt;
        first = found - ids.begin() + query.anchorOffset;
    }
    return static_cast<std::size_t>(std::clamp<std::int64_t>(first, 0, total));
}

} // namespace

std::variant<QueryArguments, MethodError> readQuery(const Call& call)
{
    ArgumentReader reader{call.arguments};
    QueryArguments query{reader.requireText("accountId"),
                         reader.object("filter"),
                         reader.array("sort"),
                         reader.integer("position", 0),
                         reader.text("anchor"),
                         reader.integer("anchorOffset", 0),
                         reader.unsignedInteger("limit"),
                         reader.flag("calculateTotal")};
    if (auto wrong = reader.finish())
        return *wrong;
    return query;
}

std::optional<MethodError> checkFilter(const Json& filter, const CheckCondition& check)
{
    if (!filter.is_object())
        return MethodError{"invalidArguments", "filter"};
    if (filter.contains("operator"))
        return checkOperator(filter, check);
    for (auto wanted = filter.begin(); wanted != filter.end(); ++wanted)
        if (auto wrong = check(wanted.key(), *wanted))
            return wrong;
    return std::nullopt;
}

bool matches(const Json& filter, const ConditionHolds& holds)
{
    if (filter.contains("operator"))
        return matchesOperator(filter, holds);
    for (auto wanted = filter.begin(); wanted != filter.end(); ++wanted)
        if (!holds(wanted.key(), *wanted))
            return false;
    return true;
}

std::optional<MethodError> checkSort(const Json& sort,
                                     const std::function<bool(const std::string&)>& isSortable)
{
    for (const Json& comparator : sort)
    {
        if (!comparator.is_object() || !comparator.contains("property") ||
            !comparator["property"].is_string() ||
            (comparator.contains("isAscending") && !comparator["isAscending"].is_boolean()))
            return MethodError{"invalidArguments", "sort"};
        if (!isSortable(comparator["property"]) || comparator.contains("collation"))
            return MethodError{"unsupportedSort", ""};
    }
    return std::nullopt;
}

std::string textKey(const std::string& text)
{
    return Poco::UTF8::toLower(text);
}

std::string numberKey(std::uint64_t number)
{
    constexpr std::size_t kDigits = 20; // of 2^64 - 1
    const std::string digits = std::to_string(number);
    return std::string(kDigits - digits.size(), '0') + digits;
}

std::vector<std::string> sortKeys(const Json* sort,
                                  const std::function<std::string(const std::string&)>& keyOf)
{
    std::vector<std::string> keys;
    if (sort != nullptr)
        for (const Json& comparator : *sort)
            keys.push_back(keyOf(comparator["property"].get_ref<const std::string&>()));
    return keys;
}

Ids sorted(std::vector<Sortable> rows, const Json* sort)
{
    std::vector<bool> isAscending;
    if (sort != nullptr)
        for (const Json& comparator : *sort)
            isAscending.push_back(comparator.value("isAscending", true));
    const auto isBefore = [&](const Sortable& a, const Sortable& b)
    {
        for (std::size_t i = 0; i < isAscending.size(); ++i)
            if (const int order = a.keys[i].compare(b.keys[i]); order != 0)
                return isAscending[i] ? order < 0 : order > 0;
        return false;
    };
    if (!isAscending.empty())
        std::stable_sort(rows.begin(), rows.end(), isBefore);
    Ids ids;
    ids.reserve(rows.size());
    for (Sortable& row : rows)
        ids.push_back(std::move(row.id));
    return ids;
}

MethodResult queryAnswer(const Call& call, const QueryArguments& query, const Ids& ids)
{
    const auto first = firstOf(query, ids);
    if (!first)
        return MethodError{"anchorNotFound", ""};
    const std::uint64_t most = call.limits.maxObjectsInGet;
    const std::uint64_t limit = std::min(query.limit.value_or(most), most);
    const std::size_t count = std::min<std::size_t>(ids.size() - *first, limit);
    Json answer{{"accountId", query.account},
                {"queryState", fingerprint(render(Json(ids)))},
                {"canCalculateChanges", false},
                {"position", *first}};
    const auto begin = ids.begin() + static_cast<std::ptrdiff_t>(*first);
    answer["ids"] = Ids(begin, begin + static_cast<std::ptrdiff_t>(count));
    if (query.wantsTotal)
        answer["total"] = ids.size();
    if (!query.limit || *query.limit > most)
        answer["limit"] = most;
    return answer;
}

} // namespace kc::jmap
