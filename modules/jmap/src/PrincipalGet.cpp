// SPDX-License-Identifier: Apache-2.0
// Principal/get: RFC 9670 §2.1, RFC 8620 §5.1.
#include "ArgumentReader.h"
#include "MethodTable.h"
#include "Person.h"

#include <algorithm>

namespace kc::jmap
{

namespace
{

struct Wanted
{
    std::vector<kc_id> ids;
    std::set<std::string> unknown;
};

/// Each once, however often it was asked for.
Wanted sortOut(const Ids& texts)
{
    Wanted wanted;
    std::set<std::string> seen;
    for (const std::string& text : texts)
    {
        if (!seen.insert(text).second)
            continue;
        const kc_id id = parseId(text);
        if (id > 0)
            wanted.ids.push_back(id);
        wanted.unknown.insert(text); // until it is found
    }
    return wanted;
}

MethodResult answer(const Call& call, const std::vector<Person>& persons, Wanted wanted,
                    const std::vector<std::string>& properties)
{
    Json list = Json::array();
    for (const Person& person : persons)
    {
        if (!isVisible(call, person))
            continue;
        wanted.unknown.erase(idText(person.id));
        list.push_back(toJson(call, person, properties));
    }
    return Json{{"accountId", call.caller.directoryAccount()},
                {"state", stateOf(listPersons(call))},
                {"list", std::move(list)},
                {"notFound", wanted.unknown}};
}

} // namespace

MethodResult principalGet(Call& call)
{
    ArgumentReader arguments{call.arguments};
    const std::string account = arguments.requireText("accountId");
    const auto ids = arguments.texts("ids");
    const auto properties = arguments.texts("properties");
    if (auto wrong = arguments.finish())
        return *wrong;
    if (auto wrong = call.checkAccount(account))
        return *wrong;
    const auto names = properties.value_or(propertyNames(call));
    for (const std::string& name : names)
        if (!isProperty(call, name))
            return MethodError{"invalidArguments", "properties: " + name};

    const MethodError tooLarge{"requestTooLarge", ""};
    if (ids && ids->size() > call.limits.maxObjectsInGet)
        return tooLarge;
    if (ids)
    {
        Wanted wanted = sortOut(*ids);
        const auto persons = getPersons(call, wanted.ids);
        return answer(call, persons, std::move(wanted), names);
    }
    const auto persons = listPersons(call);
    if (persons.size() > call.limits.maxObjectsInGet)
        return tooLarge;
    return answer(call, persons, {}, names);
}

} // namespace kc::jmap
