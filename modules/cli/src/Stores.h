// SPDX-License-Identifier: Apache-2.0
// Stores on the server: found, made, detached from who has them and attached, and who may do what
// in them.
#pragma once

#include "Model.h"
#include "SetErrors.h"

namespace kc::cli
{

class Stores
{
public:
    explicit Stores(JmapClient& client) : _client{client} {}

    /// With its permissions.
    std::optional<Store> ofOwner(const std::string& owner, const char* type);
    /// Throws Failure: "no such store: 'g'", "invalid store id: 'g'".
    Store require(const std::string& guid);
    /// Those that the filter of Store/query takes, without permissions, sorted by GUID.
    std::vector<Store> list(const Json& filter);

    /// The GUIDs of the private stores of these users.
    Names guidsOf(const std::vector<std::string>& owners);

    /// Nothing if it is done, else the SetError.
    std::optional<Json> create(const std::string& owner, const char* type);
    std::optional<Json> hook(const std::string& guid, const std::string& owner);
    std::optional<Json> unhook(const std::string& guid);
    std::optional<Json> remove(const std::string& guid);
    /// No rights: takes the entry away.
    std::optional<Json> permit(const std::string& guid, const Permission& permission);

private:
    std::optional<Json> update(const std::string& guid, const Json& patch);

    JmapClient& _client;
};

} // namespace kc::cli
