// SPDX-License-Identifier: Apache-2.0
#include "References.h"

#include "Pointer.h"

namespace kc::jmap
{

namespace
{

const std::string* textOf(const Json& object, const char* name)
{
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get_ptr<const std::string*>()
                                                       : nullptr;
}

/// The arguments of the first response to that call, if it has that name.
const Json* responseTo(const Json& responses, const std::string& callId, const std::string& name)
{
    for (const Json& response : responses)
        if (response[2] == callId)
            return response[0] == name ? &response[1] : nullptr;
    return nullptr;
}

std::optional<Json> resolve(const Json& reference, const Json& responses, std::size_t& budget)
{
    if (!reference.is_object())
        return std::nullopt;
    const std::string* const resultOf = textOf(reference, "resultOf");
    const std::string* const name = textOf(reference, "name");
    const std::string* const path = textOf(reference, "path");
    if (resultOf == nullptr || name == nullptr || path == nullptr)
        return std::nullopt;
    const Json* const response = responseTo(responses, *resultOf, *name);
    if (response == nullptr)
        return std::nullopt;
    return resolvePointer(*response, *path, budget);
}

} // namespace

std::optional<MethodError> resolveReferences(Json& arguments, const Json& responses,
                                             std::size_t& budget)
{
    Json resolved = Json::object();
    for (auto argument = arguments.begin(); argument != arguments.end();)
    {
        if (!argument.key().starts_with('#'))
        {
            ++argument;
            continue;
        }
        const std::string name = argument.key().substr(1);
        if (arguments.contains(name))
            return MethodError{"invalidArguments", name + " is there twice"};
        auto value = resolve(*argument, responses, budget);
        if (!value)
            return MethodError{"invalidResultReference", name};
        resolved[name] = std::move(*value);
        argument = arguments.erase(argument);
    }
    arguments.update(resolved);
    return std::nullopt;
}

} // namespace kc::jmap
