// SPDX-License-Identifier: Apache-2.0
// Node/get, KC's own: the servers of the installation. There is one.
#include "GetArguments.h"
#include "MethodTable.h"

#include <algorithm>
#include <array>

namespace kc::jmap
{

namespace
{

constexpr std::array<const char*, 4> kProperties{"id", "name", "url", "isThis"};
constexpr const char* kThisNode = "n1";

bool isProperty(const std::string& name)
{
    return std::find(kProperties.begin(), kProperties.end(), name) != kProperties.end();
}

} // namespace

MethodResult nodeGet(Call& call)
{
    const auto read = readGet(call, {{kProperties.begin(), kProperties.end()}, isProperty});
    if (const auto* const wrong = std::get_if<MethodError>(&read))
        return *wrong;
    const auto& arguments = std::get<GetArguments>(read);
    if (auto wrong = call.checkAccount(arguments.account))
        return *wrong;
    if (!call.caller.isAdmin())
        return MethodError{"forbidden", "only administrators may see the nodes"};
    const Json node{
        {"id", kThisNode}, {"name", call.nodeName}, {"url", call.baseUrl}, {"isThis", true}};
    Json list = Json::array();
    if (!arguments.ids ||
        std::find(arguments.ids->begin(), arguments.ids->end(), kThisNode) != arguments.ids->end())
        list.push_back(select(node, arguments.properties));
    return getAnswer(arguments, fingerprint(render(node)), std::move(list));
}

} // namespace kc::jmap
