// SPDX-License-Identifier: Apache-2.0
// What every /get has in common (RFC 8620 §5.1): its arguments, and the frame of its answer.
#pragma once

#include "ArgumentReader.h"
#include "Call.h"

#include <functional>

namespace kc::jmap
{

struct GetArguments
{
    std::string account;
    std::optional<Ids> ids; // each once; nothing: all there are
    std::vector<std::string> properties;
};

struct KnownProperties
{
    std::vector<std::string> usual; // unless the client names others
    std::function<bool(const std::string& name)> isKnown;
};

/// Does not look at the account.
std::variant<GetArguments, MethodError> readGet(const Call& call, const KnownProperties& known);

/// requestTooLarge if there are more than one call may have.
std::optional<MethodError> checkCount(const Call& call, std::size_t objects);

/// `list` has an object each; whoever was asked for and is not in it was not found.
Json getAnswer(const GetArguments& arguments, const std::string& state, Json list);

/// Of a type with few rows: only what was asked for is left of each.
Json select(const Json& object, const std::vector<std::string>& properties);

} // namespace kc::jmap
