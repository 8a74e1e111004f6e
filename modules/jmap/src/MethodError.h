// SPDX-License-Identifier: Apache-2.0
// How one method call ends: its answer, or an error by one of the names of RFC 8620 §3.6.2.
#pragma once

#include "Json.h"

#include <string>
#include <variant>

namespace kc::jmap
{

struct MethodError
{
    const char* type;
    std::string description; // goes to the client

    Json toJson() const
    {
        Json error{{"type", type}};
        if (!description.empty())
            error["description"] = description;
        return error;
    }
};

using MethodResult = std::variant<Json, MethodError>;

} // namespace kc::jmap
