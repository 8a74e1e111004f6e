// SPDX-License-Identifier: Apache-2.0
// A user backend in memory that counts its calls and can fail. Its users are found by login, and by
// an address that is the login with "@example.com".
#pragma once

#include <kc/user.hpp>

#include <map>
#include <string>

namespace kc::directory::test
{

struct ListedUser
{
    std::string login;
    std::string homeServer;
    kc_user_kind kind = KC_USER_ACTIVE;
    std::string etag = "1";
};

class ListedUsers final : public UserBackend
{
public:
    std::map<std::string, ListedUser> users; // by the backend's id
    int calls = 0;
    bool failing = false;
    int expiring = 0; // so many cursors are forgotten

    Status find(Context&, sv name, std::uint32_t match, Sink<kc_user> sink) override
    {
        ++calls;
        if (failing)
            throw Fault{KC_EUNAVAIL, "the directory is down"};
        if (name == "twice")
            return KC_EEXISTS;
        for (const auto& [id, user] : users)
        {
            const bool login = (match & KC_MATCH_LOGIN) != 0 && user.login == name;
            const bool address =
                (match & KC_MATCH_ADDRESS) != 0 && user.login + "@example.com" == name;
            if (!login && !address && !((match & KC_MATCH_ID) != 0 && id == name))
                continue;
            push(id, user, sink);
            return KC_OK;
        }
        return KC_ENOTFOUND;
    }

    Status list(Context& context, sv cursor, std::uint32_t, Sink<kc_user> sink,
                kc_str& next) override
    {
        if (failing)
            throw Fault{KC_EUNAVAIL, "the directory is down"};
        if (!cursor.empty() && expiring-- > 0)
            return KC_EINVAL;
        auto place = users.upper_bound(std::string{cursor});
        for (int i = 0; i < 2 && place != users.end(); ++i, ++place) // small pages
            push(place->first, place->second, sink);
        next = place == users.end() ? kc_str{nullptr, 0} : context.keep(std::prev(place)->first);
        return KC_OK;
    }

private:
    static void push(const std::string& id, const ListedUser& user, Sink<kc_user> sink)
    {
        kc_user row{};
        row.size = sizeof row;
        row.kind = user.kind;
        row.id = str(id);
        row.etag = str(user.etag);
        row.login = str(user.login);
        row.home_server = str(user.homeServer);
        (void)sink(row);
    }
};

/// Writes into ListedUsers.
class ListedUsersWriter final : public UserWriter
{
public:
    explicit ListedUsersWriter(ListedUsers& to) : _to{to} {}

    Status create(Context& context, const kc_user& user, sv, kc_str& id) override
    {
        const std::string made = "id" + std::to_string(++_made);
        _to.users[made] = {std::string{view(user.login)}, ""};
        id = context.keep(made);
        return KC_OK;
    }

    Status update(Context&, sv id, const kc_user& user, std::uint32_t fields, sv) override
    {
        ListedUser& changed = _to.users[std::string{id}];
        if ((fields & KC_USER_LOGIN) != 0)
            changed.login = view(user.login);
        return KC_OK;
    }

    Status remove(Context&, sv id) override
    {
        _to.users.erase(std::string{id});
        return KC_OK;
    }

private:
    ListedUsers& _to;
    int _made = 0;
};

} // namespace kc::directory::test
