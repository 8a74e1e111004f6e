// SPDX-License-Identifier: Apache-2.0
// Principal/get and /changes: RFC 9670 §2.1, RFC 8620 §5.1, §5.2.
#include "GetArguments.h"
#include "MethodTable.h"
#include "PrincipalProperties.h"

namespace kc::jmap
{

MethodResult principalGet(Call& call)
{
    const auto read = readGet(call, {defaultProperties(call), [&](const std::string& name)
                                     { return isProperty(call, name); }});
    if (const auto* const wrong = std::get_if<MethodError>(&read))
        return *wrong;
    const auto& arguments = std::get<GetArguments>(read);
    if (auto wrong = call.checkAccount(arguments.account))
        return *wrong;

    // Before the objects: who compares it later has missed nothing.
    const std::string state = principalState(call);
    std::vector<Principal> found;
    if (arguments.ids)
    {
        std::vector<kc_id> ids;
        for (const std::string& text : *arguments.ids)
            if (const kc_id id = parseId(text))
                ids.push_back(id);
        found = getPrincipals(call, ids);
    }
    else
    {
        // One more than there may be tells that there are too many.
        const auto take = [&](const kc_principal& row)
        {
            if (found.size() <= call.limits.maxObjectsInGet)
                found.emplace_back(row);
        };
        (void)listPrincipals(call, 0, kAllKinds, take);
        if (auto wrong = checkCount(call, found.size()))
            return *wrong;
    }
    Json list = Json::array();
    for (const Principal& principal : found)
        list.push_back(toJson(call, principal, arguments.properties));
    return getAnswer(arguments, state, std::move(list));
}

MethodResult principalChanges(Call& call)
{
    ArgumentReader arguments{call.arguments};
    const std::string account = arguments.requireText("accountId");
    const std::string since = arguments.requireText("sinceState");
    const auto most = arguments.unsignedInteger("maxChanges");
    if (auto wrong = arguments.finish())
        return *wrong;
    if (most == 0)
        return MethodError{"invalidArguments", "maxChanges"};
    if (auto wrong = call.checkAccount(account))
        return *wrong;
    // The directory keeps no history.
    if (since != principalState(call))
        return MethodError{"cannotCalculateChanges", ""};
    return Json{{"accountId", account},      {"oldState", since},        {"newState", since},
                {"hasMoreChanges", false},   {"created", Json::array()}, {"updated", Json::array()},
                {"destroyed", Json::array()}};
}

} // namespace kc::jmap
