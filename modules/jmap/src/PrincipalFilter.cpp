// SPDX-License-Identifier: Apache-2.0
#include "PrincipalFilter.h"

#include "PrincipalRelations.h"

#include <algorithm>
#include <array>

namespace kc::jmap
{

namespace
{

// Each is a look-up of its own.
constexpr std::size_t kMaxLookUps = 16;

bool contains(const std::string& text, const Json& wanted)
{
    return textKey(text).find(textKey(wanted.get_ref<const std::string&>())) != std::string::npos;
}

bool isKind(const Json& value)
{
    return value.is_string() && kindNamed(value.get_ref<const std::string&>());
}

bool isText(const Json& value)
{
    return value.is_string();
}

bool areKinds(const Json& value)
{
    return value.is_array() ? std::all_of(value.begin(), value.end(), isKind) : isText(value);
}

/// A mask. One that is not known has none.
std::uint32_t kindsOf(const Json& value)
{
    std::uint32_t kinds = 0;
    if (isKind(value))
        kinds |= KC_KIND(*kindNamed(value.get_ref<const std::string&>()));
    if (value.is_array())
        for (const Json& each : value)
            kinds |= kindsOf(each);
    return kinds;
}

struct Condition
{
    const char* name;
    bool isAdmin;
    bool isLookUp;
    bool (*isFine)(const Json& wanted);
};

constexpr std::array<Condition, 8> kConditions{{{"name", false, false, isText},
                                                {"email", false, false, isText},
                                                {"text", false, false, isText},
                                                {"type", false, false, isText},
                                                {"kc:login", true, false, isText},
                                                {"kc:kind", true, false, areKinds},
                                                {"kc:company", true, true, isText},
                                                {"kc:memberOf", true, true, isText}}};

const Condition* findCondition(const std::string& name)
{
    const auto* const found =
        std::find_if(kConditions.begin(), kConditions.end(),
                     [&](const Condition& each) { return name == each.name; });
    return found == kConditions.end() ? nullptr : found;
}

} // namespace

std::optional<MethodError> checkPrincipalFilter(const Call& call, const Json& filter)
{
    std::size_t lookUps = 0;
    const auto check = [&](const std::string& name,
                           const Json& wanted) -> std::optional<MethodError>
    {
        const Condition* const condition = findCondition(name);
        const bool isAllowed =
            condition != nullptr &&
            (!condition->isAdmin || (call.isAdminView() && call.caller.isAdmin()));
        if (!isAllowed)
            return MethodError{"unsupportedFilter", name};
        if (!condition->isFine(wanted))
            return MethodError{"invalidArguments", "filter: " + name};
        lookUps += condition->isLookUp ? 1 : 0;
        if (lookUps > kMaxLookUps)
            return MethodError{"unsupportedFilter", "too many companies and groups"};
        return std::nullopt;
    };
    return checkFilter(filter, check);
}

PrincipalFilter::PrincipalFilter(const Call& call, const Json* filter)
    : _call{call}, _filter{filter}
{
    if (filter != nullptr)
        learn(*filter, true);
    for (auto& [name, id] : _companies)
        id = findCompany(call, name);
    for (auto& [text, ids] : _members)
    {
        const auto add = [&ids = ids](const kc_principal& row) { ids.insert(row.id); };
        if (const kc_id group = parseId(text))
            (void)eachRelated(call, group, *findRelation("kc:members"), add);
    }
}

/// Recurses as the filter is nested, which kMaxJsonDepth bounds.
void PrincipalFilter::learn(const Json& filter, bool isNecessary)
{
    if (filter.contains("operator"))
    {
        const bool isAnd = filter["operator"] == "AND";
        for (const Json& condition : filter["conditions"])
            learn(condition, isNecessary && isAnd);
        return;
    }
    for (auto wanted = filter.begin(); wanted != filter.end(); ++wanted)
        learnCondition(wanted.key(), *wanted, isNecessary);
}

void PrincipalFilter::learnCondition(const std::string& name, const Json& wanted, bool isNecessary)
{
    const std::string* const text = wanted.get_ptr<const std::string*>();
    if (name == "kc:company")
        _companies.try_emplace(*text);
    if (name == "kc:memberOf")
        _members.try_emplace(*text);
    if (!isNecessary)
        return;
    if (name == "kc:company")
        _bounds.company = text;
    else if (name == "kc:memberOf")
        _bounds.group = text;
    else if (name == "kc:login")
        _bounds.login = text;
    else if (name == "kc:kind")
        _bounds.kinds &= kindsOf(wanted);
}

bool PrincipalFilter::holds(const Principal& principal, const std::string& name,
                            const Json& wanted) const
{
    if (name == "name")
        return contains(nameOf(principal), wanted);
    if (name == "email")
        return contains(principal.email, wanted);
    if (name == "text")
        return contains(nameOf(principal), wanted) || contains(principal.email, wanted);
    if (name == "type")
        return wanted == typeOf(principal.kind);
    if (name == "kc:kind")
        return principal.isOneOf(kindsOf(wanted));
    const std::string& text = wanted.get_ref<const std::string&>();
    if (name == "kc:login")
        return textKey(principal.login) == textKey(text);
    if (name == "kc:memberOf")
        return _members.at(text).contains(principal.id);
    const kc_id company = _companies.at(text);
    return company != 0 && principal.tenant == company && principal.kind != KC_USER_COMPANY;
}

void PrincipalFilter::list(const std::function<void(const kc_principal&)>& take) const
{
    if (_bounds.kinds == 0)
        return;
    const kc_id company = _bounds.company == nullptr ? 0 : _companies.at(*_bounds.company);
    if (_bounds.company != nullptr && company == 0)
        return;
    if (_bounds.group != nullptr)
        (void)eachRelated(_call, parseId(*_bounds.group), *findRelation("kc:members"), take);
    else
        (void)listPrincipals(_call, company, _bounds.kinds, take);
}

void PrincipalFilter::visit(const std::function<void(const Principal&)>& take) const
{
    const auto judge = [&](const Principal& principal)
    {
        const auto isSo = [&](const std::string& name, const Json& wanted)
        { return holds(principal, name, wanted); };
        if (_filter == nullptr || matches(*_filter, isSo))
            take(principal);
    };
    if (_bounds.login == nullptr)
        return list([&](const kc_principal& row) { judge(Principal{row}); });
    // The directory finds one login without listing everybody.
    if (const auto found =
            _bounds.kinds == 0 ? std::nullopt : findLogin(_call, *_bounds.login, _bounds.kinds))
        judge(*found);
}

} // namespace kc::jmap
