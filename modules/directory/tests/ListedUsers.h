// SPDX-License-Identifier: Apache-2.0
// A user backend in memory that counts its calls and can fail. Its objects are found by login, and,
// where they are in no company, by an address that is the login with "@example.com".
#pragma once

#include <kc/user.hpp>

#include <map>
#include <set>
#include <string>

namespace kc::directory::test
{

struct ListedUser
{
    std::string login;
    std::string homeServer;
    kc_user_kind kind = KC_USER_ACTIVE;
    std::string etag = "1";
    std::string company{}; // id
    std::uint32_t adminLevel = 0, hidden = 0;
    std::string address{};
    kc_quota_record quota{}, memberQuota{};
    std::string featuresOn{}, featuresOff{};
    std::set<std::pair<kc_relation, std::string>> held{}; // relation, id
};

class ListedUsers final : public UserBackend
{
public:
    std::map<std::string, ListedUser> users; // by the backend's id
    int calls = 0, rows = 0;
    bool failing = false;
    int expiring = 0; // so many cursors are forgotten

    static std::string addressOf(const ListedUser& user)
    {
        const bool isPlain = user.company.empty() && user.address.empty();
        return isPlain ? user.login + "@example.com" : user.address;
    }

    Status find(Context&, const kc_user_query& query, Sink<kc_user> sink) override
    {
        ++calls;
        if (failing)
            throw Fault{KC_EUNAVAIL, "the directory is down"};
        const sv name = view(query.name);
        if (name == "twice")
            return KC_EEXISTS;
        for (const auto& [id, user] : users)
        {
            const bool isNamed =
                ((query.match & KC_MATCH_LOGIN) != 0 && user.login == name) ||
                ((query.match & KC_MATCH_ADDRESS) != 0 && addressOf(user) == name) ||
                ((query.match & KC_MATCH_ID) != 0 && id == name);
            if (!isNamed || !isMeant(query, user))
                continue;
            push(id, user, sink);
            return KC_OK;
        }
        return KC_ENOTFOUND;
    }

    Status list(Context& context, const kc_user_query& query, sv cursor, std::uint32_t,
                Sink<kc_user> sink, kc_str& next) override
    {
        return walk(context, cursor, sink, next,
                    [&](const std::string&, const ListedUser& user)
                    { return isMeant(query, user); });
    }

    Status related(Context& context, const kc_relation_query& query, Sink<kc_user> sink,
                   kc_str& next) override
    {
        const std::string id{view(query.id)};
        const auto asked = users.find(id);
        if (asked == users.end())
            return KC_ENOTFOUND;
        return walk(context, view(query.cursor), sink, next,
                    [&](const std::string& other, const ListedUser& user)
                    {
                        return query.direction == KC_REL_HELD
                                   ? asked->second.held.contains({query.relation, other})
                                   : user.held.contains({query.relation, id});
                    });
    }

private:
    static bool isMeant(const kc_user_query& query, const ListedUser& user)
    {
        return (query.kinds == 0 || (query.kinds & KC_KIND(user.kind)) != 0) &&
               (query.in_company == 0 || view(query.company) == user.company);
    }

    template <class Wanted>
    Status walk(Context& context, sv cursor, const Sink<kc_user>& sink, kc_str& next,
                const Wanted& isWanted)
    {
        ++calls;
        if (failing)
            throw Fault{KC_EUNAVAIL, "the directory is down"};
        if (!cursor.empty() && expiring-- > 0)
            return KC_EINVAL;
        next = {nullptr, 0};
        int left = 2; // small pages
        const std::string* last = nullptr;
        for (auto place = users.upper_bound(std::string{cursor}); place != users.end(); ++place)
        {
            if (!isWanted(place->first, place->second))
                continue;
            if (left-- == 0)
            {
                next = context.keep(*last);
                break;
            }
            last = &place->first;
            push(place->first, place->second, sink);
        }
        return KC_OK;
    }

    void push(const std::string& id, const ListedUser& user, const Sink<kc_user>& sink)
    {
        ++rows;
        const std::string address = addressOf(user);
        kc_user row{};
        row.size = sizeof row;
        row.kind = user.kind;
        row.id = str(id);
        row.etag = str(user.etag);
        row.login = str(user.login);
        row.email = str(address);
        row.company = str(user.company);
        row.home_server = str(user.homeServer);
        row.admin_level = user.adminLevel;
        row.hidden = user.hidden;
        row.features_on = str(user.featuresOn);
        row.features_off = str(user.featuresOff);
        row.quota = user.quota;
        row.member_quota = user.memberQuota;
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
        ListedUser& object = _to.users[made];
        object.login = view(user.login);
        object.kind = user.kind == 0 ? KC_USER_ACTIVE : user.kind;
        object.company = view(user.company);
        object.adminLevel = user.admin_level;
        id = context.keep(made);
        return KC_OK;
    }

    Status update(Context&, sv id, const kc_user& user, std::uint32_t fields, sv) override
    {
        ListedUser& changed = _to.users[std::string{id}];
        if ((fields & KC_USER_LOGIN) != 0)
            changed.login = view(user.login);
        if ((fields & KC_USER_IN_COMPANY) != 0)
            changed.company = view(user.company);
        if ((fields & KC_USER_ADMIN_LEVEL) != 0)
            changed.adminLevel = user.admin_level;
        return KC_OK;
    }

    Status remove(Context&, sv id) override
    {
        std::erase_if(_to.users, [&](const auto& each)
                      { return each.first == id || each.second.company == id; });
        return KC_OK;
    }

    Status relate(Context&, sv id, kc_relation relation, sv other, std::uint32_t on) override
    {
        auto& held = _to.users[std::string{id}].held;
        const std::pair<kc_relation, std::string> link{relation, other};
        if (on != 0)
            return held.insert(link).second ? KC_OK : KC_EEXISTS;
        return held.erase(link) == 1 ? KC_OK : KC_ENOTFOUND;
    }

private:
    ListedUsers& _to;
    int _made = 0;
};

} // namespace kc::directory::test
