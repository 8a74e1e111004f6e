// SPDX-License-Identifier: Apache-2.0
#include "GetArguments.h"

namespace kc::jmap
{

std::optional<MethodError> checkCount(const Call& call, std::size_t objects)
{
    if (objects > call.limits.maxObjectsInGet)
        return MethodError{"requestTooLarge", ""};
    return std::nullopt;
}

std::variant<GetArguments, MethodError> readGet(const Call& call, const KnownProperties& known)
{
    ArgumentReader reader{call.arguments};
    GetArguments arguments{reader.requireText("accountId"), reader.texts("ids"), {}};
    const auto properties = reader.texts("properties");
    if (auto wrong = reader.finish())
        return *wrong;
    arguments.properties = properties.value_or(known.usual);
    for (const std::string& name : arguments.properties)
        if (!known.isKnown(name))
            return MethodError{"invalidArguments", "properties: " + name};
    if (!arguments.ids)
        return arguments;
    if (auto wrong = checkCount(call, arguments.ids->size()))
        return *wrong;
    // RFC 8620 §5.1: an id that is there twice is answered once.
    std::set<std::string> seen;
    std::erase_if(*arguments.ids, [&](const std::string& id) { return !seen.insert(id).second; });
    return arguments;
}

Json getAnswer(const GetArguments& arguments, const std::string& state, Json list)
{
    std::set<std::string> missing;
    if (arguments.ids)
        missing.insert(arguments.ids->begin(), arguments.ids->end());
    for (const Json& object : list)
        missing.erase(object["id"].get_ref<const std::string&>());
    return {{"accountId", arguments.account},
            {"state", state},
            {"list", std::move(list)},
            {"notFound", missing}};
}

Json select(const Json& object, const std::vector<std::string>& properties)
{
    Json selected{{"id", object["id"]}};
    for (const std::string& name : properties)
        if (object.contains(name))
            selected[name] = object[name];
    return selected;
}

} // namespace kc::jmap
