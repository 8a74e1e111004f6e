// SPDX-License-Identifier: Apache-2.0
// Users, groups and companies on the server: found, listed, created, changed, deleted.
#pragma once

#include "Model.h"
#include "SetErrors.h"

#include <functional>

namespace kc::cli
{

/// Users and the stores that they have, by the id of the user.
struct UserList
{
    std::vector<Principal> users;
    Names stores;
};

/// Throws Failure with the manual tool's words: "no such user: 'x'", "user 'x' already exists".
class Directory
{
public:
    explicit Directory(JmapClient& client) : _client{client} {}

    bool isHosted() const { return _client.isHosted(); }

    /// With all that their details show.
    Principal requireUser(const std::string& name);
    Principal requireGroup(const std::string& name);
    /// Without tenants, "Default" is the one that there is.
    Principal requireCompany(const std::string& name);
    /// A user or group, or a company: what may be granted something.
    Principal requireMember(const std::string& name);

    std::vector<Principal> companies();
    std::vector<Principal> groups(const Principal& company);
    /// SYSTEM is in each of these lists.
    UserList users(const Principal& company);
    std::vector<Principal> get(const std::vector<std::string>& ids);
    Names namesOf(const std::vector<std::string>& ids);

    /// `patch` is done to it in the same request.
    std::string create(const Subject& subject, const Json& object, const Json& patch);
    void update(const Subject& subject, const std::string& id, const Json& patch);
    void destroy(const Subject& subject, const std::string& id);

private:
    std::optional<Principal> find(const Json& filter, const std::vector<const char*>& properties);
    std::vector<Principal> list(const Json& filter, const std::vector<const char*>& properties,
                                Names* stores = nullptr);
    [[noreturn]] void failNotFound(const Subject& subject) const;

    JmapClient& _client;
};

/// Text in which a name is written as no login of an installation with tenants is: "" if it is
/// fine.
std::string formatHint(const JmapClient& client, const std::string& name);

} // namespace kc::cli
