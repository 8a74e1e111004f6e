// SPDX-License-Identifier: Apache-2.0
// What every /set has in common (RFC 8620 §5.3): its arguments, SetErrors, and the answer that
// grows object by object.
#pragma once

#include "ArgumentReader.h"
#include "Call.h"

namespace kc::jmap
{

struct SetArguments
{
    std::string account;
    std::optional<std::string> ifInState;
    const Json* create; // null: nothing
    const Json* update;
    Ids destroy;
};

/// requestTooLarge if there are more objects than one call may have. Does not look at the account.
std::variant<SetArguments, MethodError> readSet(const Call& call);

Json setError(const char* type, const std::string& description = "");
Json invalidProperties(const std::vector<std::string>& names, const std::string& description = "");

struct SetAnswer
{
    Json created = Json::object(), notCreated = Json::object();
    Json updated = Json::object(), notUpdated = Json::object();
    Json destroyed = Json::array(), notDestroyed = Json::object();
    bool isTorn = false; // an object is neither as it was nor as it was to be

    bool hasChanged() const
    {
        return isTorn || !created.empty() || !updated.empty() || !destroyed.empty();
    }

    Json toJson(const std::string& account, const std::string& oldState,
                const std::string& newState) const;
};

/// "#name" stands for the id that an earlier call made (RFC 8620 §5.3).
std::string realId(const Call& call, const std::string& id);
/// Is it among those?
bool isDoomed(const Call& call, const std::string& id, const Ids& doomed);

/// What the client did not send, or sent otherwise: RFC 8620 §5.3, "created".
Json unsent(Json object, const Json& sent);

} // namespace kc::jmap
