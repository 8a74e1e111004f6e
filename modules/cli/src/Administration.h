// SPDX-License-Identifier: Apache-2.0
// Users on the server: found, created, changed, deleted; and what is about all of them.
#pragma once

#include "JmapClient.h"
#include "Layouts.h"

#include <optional>

namespace kc::cli
{

/// What to set; nothing is left as it is.
struct UserUpdate
{
    std::optional<std::string> login, fullname, email, password;
    std::optional<bool> isActive;
    std::optional<std::uint64_t> adminLevel;
};

/// Throws Failure with the manual tool's words: "no such user: 'x'", "user 'x' already exists".
class Administration
{
public:
    explicit Administration(Transport& transport) : _client{transport} {}

    /// All users, SYSTEM among them, sorted by name.
    std::vector<User> listUsers();
    User requireUser(const std::string& name);
    void createUser(const std::string& name, const UserUpdate& update);
    void updateUser(const User& user, const UserUpdate& update);
    void deleteUser(const User& user);

    /// Removes for good what was removed at least so many days ago, of all users.
    void purgeRemoved(std::uint64_t days);

private:
    /// The arguments of the /get response to a query and a /get of what it found.
    Json find(const Json& query, std::size_t& found);
    Json set(const Json& arguments);

    JmapClient _client;
};

} // namespace kc::cli
