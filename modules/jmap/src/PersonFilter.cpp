// SPDX-License-Identifier: Apache-2.0
#include "PersonFilter.h"

#include <Poco/UTF8String.h>

#include <algorithm>
#include <array>

namespace kc::jmap
{

namespace
{

// Recursion here follows the filter's own nesting, which kMaxJsonDepth bounds.

std::string folded(const std::string& text)
{
    return Poco::UTF8::toLower(text);
}

bool contains(const std::string& text, const Json& wanted)
{
    return folded(text).find(folded(wanted.get<std::string>())) != std::string::npos;
}

bool equals(const std::string& text, const Json& wanted)
{
    return folded(text) == folded(wanted.get<std::string>());
}

struct Condition
{
    const char* name;
    bool isAdmin;
    bool (*holds)(const Person& person, const Json& wanted);
};

constexpr std::array<Condition, 6> kConditions{{
    {"name", false, [](const Person& p, const Json& w) { return contains(nameOf(p), w); }},
    {"email", false, [](const Person& p, const Json& w) { return contains(p.email, w); }},
    {"text", false,
     [](const Person& p, const Json& w) { return contains(nameOf(p), w) || contains(p.email, w); }},
    {"type", false, [](const Person& p, const Json& w) { return w == typeOf(p); }},
    {"kc:login", true, [](const Person& p, const Json& w) { return equals(p.login, w); }},
    {"kc:kind", true, [](const Person& p, const Json& w) { return w == kindOf(p); }},
}};

const Condition* findCondition(const std::string& name)
{
    const auto found = std::find_if(kConditions.begin(), kConditions.end(),
                                    [&](const Condition& each) { return name == each.name; });
    return found == kConditions.end() ? nullptr : found;
}

std::optional<MethodError> checkOperator(const Call& call, const Json& filter)
{
    const Json& word = filter["operator"];
    const bool isKnown = word == "AND" || word == "OR" || word == "NOT";
    if (!isKnown || filter.size() != 2 || !filter.contains("conditions") ||
        !filter["conditions"].is_array())
        return MethodError{"invalidArguments", "filter operator"};
    for (const Json& condition : filter["conditions"])
        if (auto wrong = checkFilter(call, condition))
            return wrong;
    return std::nullopt;
}

bool matchesOperator(const Json& filter, const Person& person)
{
    const Json& conditions = filter["conditions"];
    const auto holds = [&](const Json& condition) { return matches(condition, person); };
    if (filter["operator"] == "AND")
        return std::all_of(conditions.begin(), conditions.end(), holds);
    const bool any = std::any_of(conditions.begin(), conditions.end(), holds);
    return filter["operator"] == "OR" ? any : !any;
}

const std::string& sortValue(const Person& person, const Json& property)
{
    static const std::string kIndividual = "individual", kGroup = "group", kOther = "other";
    if (property == "name")
        return nameOf(person);
    if (property == "email")
        return person.email;
    if (property == "kc:login")
        return person.login;
    return person.kind == KC_USER_ACTIVE  ? kIndividual
           : person.kind == KC_USER_GROUP ? kGroup
                                          : kOther;
}

int compare(const Person& a, const Person& b, const Json& comparator)
{
    const std::string left = folded(sortValue(a, comparator["property"]));
    const std::string right = folded(sortValue(b, comparator["property"]));
    const int order = left.compare(right);
    return comparator.value("isAscending", true) ? order : -order;
}

std::optional<MethodError> checkComparator(const Call& call, const Json& comparator)
{
    if (!comparator.is_object() || !comparator.contains("property") ||
        !comparator["property"].is_string() ||
        (comparator.contains("isAscending") && !comparator["isAscending"].is_boolean()))
        return MethodError{"invalidArguments", "sort"};
    const Json& property = comparator["property"];
    const bool isKnown = property == "name" || property == "email" || property == "type" ||
                         (property == "kc:login" && call.isAdminView());
    if (!isKnown || comparator.contains("collation"))
        return MethodError{"unsupportedSort", ""};
    return std::nullopt;
}

} // namespace

std::optional<MethodError> checkFilter(const Call& call, const Json& filter)
{
    if (!filter.is_object())
        return MethodError{"invalidArguments", "filter"};
    if (filter.contains("operator"))
        return checkOperator(call, filter);
    for (auto wanted = filter.begin(); wanted != filter.end(); ++wanted)
    {
        const Condition* const condition = findCondition(wanted.key());
        const bool isAllowed =
            condition != nullptr &&
            (!condition->isAdmin || (call.isAdminView() && call.caller.isAdmin()));
        if (!isAllowed)
            return MethodError{"unsupportedFilter", wanted.key()};
        if (!wanted->is_string())
            return MethodError{"invalidArguments", "filter: " + wanted.key()};
    }
    return std::nullopt;
}

bool matches(const Json& filter, const Person& person)
{
    if (filter.contains("operator"))
        return matchesOperator(filter, person);
    for (auto wanted = filter.begin(); wanted != filter.end(); ++wanted)
        if (!findCondition(wanted.key())->holds(person, *wanted))
            return false;
    return true;
}

std::optional<MethodError> checkSort(const Call& call, const Json& sort)
{
    for (const Json& comparator : sort)
        if (auto wrong = checkComparator(call, comparator))
            return wrong;
    return std::nullopt;
}

void sortPersons(std::vector<Person>& persons, const Json& sort)
{
    std::stable_sort(persons.begin(), persons.end(),
                     [&](const Person& a, const Person& b)
                     {
                         for (const Json& comparator : sort)
                         {
                             const int order = compare(a, b, comparator);
                             if (order != 0)
                                 return order < 0;
                         }
                         return a.id < b.id;
                     });
}

} // namespace kc::jmap
