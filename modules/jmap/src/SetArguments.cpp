// SPDX-License-Identifier: Apache-2.0
#include "SetArguments.h"

#include <algorithm>

namespace kc::jmap
{

namespace
{

std::size_t sizeOf(const Json* value)
{
    return value == nullptr ? 0 : value->size();
}

Json orNull(const Json& value)
{
    return value.empty() ? Json(nullptr) : value;
}

} // namespace

std::variant<SetArguments, MethodError> readSet(const Call& call)
{
    ArgumentReader reader{call.arguments};
    SetArguments arguments{reader.requireText("accountId"), reader.text("ifInState"),
                           reader.object("create"), reader.object("update"),
                           reader.texts("destroy").value_or(Ids{})};
    if (auto wrong = reader.finish())
        return *wrong;
    if (sizeOf(arguments.create) + sizeOf(arguments.update) + arguments.destroy.size() >
        call.limits.maxObjectsInSet)
        return MethodError{"requestTooLarge", ""};
    return arguments;
}

Json setError(const char* type, const std::string& description)
{
    Json error{{"type", type}};
    if (!description.empty())
        error["description"] = description;
    return error;
}

Json invalidProperties(const std::vector<std::string>& names, const std::string& description)
{
    Json error = setError("invalidProperties", description);
    error["properties"] = names;
    return error;
}

Json SetAnswer::toJson(const std::string& account, const std::string& oldState,
                       const std::string& newState) const
{
    return {{"accountId", account},
            {"oldState", oldState},
            {"newState", newState},
            {"created", orNull(created)},
            {"notCreated", orNull(notCreated)},
            {"updated", orNull(updated)},
            {"notUpdated", orNull(notUpdated)},
            {"destroyed", orNull(destroyed)},
            {"notDestroyed", orNull(notDestroyed)}};
}

std::string realId(const Call& call, const std::string& id)
{
    if (!id.starts_with('#'))
        return id;
    const auto found = call.createdIds.find(id.substr(1));
    return found == call.createdIds.end() ? id : found->second;
}

bool isDoomed(const Call& call, const std::string& id, const Ids& doomed)
{
    const std::string real = realId(call, id);
    return std::any_of(doomed.begin(), doomed.end(),
                       [&](const std::string& other) { return realId(call, other) == real; });
}

Json unsent(Json object, const Json& sent)
{
    for (auto property = sent.begin(); property != sent.end(); ++property)
        if (object.contains(property.key()) && object[property.key()] == *property)
            object.erase(property.key());
    return object;
}

} // namespace kc::jmap
