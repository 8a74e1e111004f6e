// SPDX-License-Identifier: Apache-2.0
// A user backend over a list that fits into memory (a file of 100,000 users takes some 50 MB): the
// author reads the list, ListedUsers answers from it by the rules of abi/draft/user.h.
#pragma once

#include <kc/user.hpp>

#include <map>
#include <unordered_map>

namespace kc::inline sdk1
{

struct UserEntry
{
    std::string id, login, fullname, email, aliases, password; // aliases: separated by blanks
    kc_user_kind kind = KC_USER_ACTIVE;
    std::uint32_t admin_level = 0, hidden = 0;
    std::string company{};                          // the id of a company of the list; "": in none
    std::map<kc_relation, std::string> relations{}; // what it holds: ids separated by blanks
    kc_quota_record quota{}, member_quota{};
    std::string features_on{}, features_off{};
};

/// Objects by id, login and address. Immutable, so that calls share it without a lock.
class UserList
{
public:
    /// Throws a transient Fault for two objects of one id, and for one without id or login: a
    /// garbled source proves nobody absent.
    explicit UserList(const std::vector<UserEntry>& users)
    {
        for (const UserEntry& user : users)
        {
            if (user.id.empty() || user.id.size() > 255 || user.login.empty())
                throw Fault{KC_EUNAVAIL, "the user " + user.login + " lacks an id or a login"};
            if (!_byId.emplace(user.id, user).second)
                throw Fault{KC_EUNAVAIL, "two users have the id " + user.id};
        }
        for (const auto& entry : _byId)
        {
            const UserEntry& user = entry.second;
            _byLogin.emplace(folded(user.login), &user);
            if (!user.email.empty())
                _byAddress.emplace(folded(user.email), &user);
            eachWord(user.aliases, [&](sv alias) { _byAddress.emplace(folded(alias), &user); });
        }
    }

    UserList(const UserList&) = delete;
    UserList& operator=(const UserList&) = delete;

    Status find(const kc_user_query& query, const UserEntry*& found) const
    {
        found = nullptr;
        bool ambiguous = false;
        const auto take = [&](const UserEntry* user)
        {
            if (!isMeant(query, *user))
                return;
            ambiguous = ambiguous || (found != nullptr && found != user);
            found = user;
        };
        const std::string key = folded(view(query.name));
        if ((query.match & KC_MATCH_LOGIN) != 0)
            for (auto [at, end] = _byLogin.equal_range(key); at != end; ++at)
                take(at->second);
        if ((query.match & KC_MATCH_ADDRESS) != 0)
            for (auto [at, end] = _byAddress.equal_range(key); at != end; ++at)
                take(at->second);
        const UserEntry* const byId = withId(view(query.name));
        if ((query.match & KC_MATCH_ID) != 0 && byId != nullptr)
            take(byId);
        return ambiguous ? KC_EEXISTS : found == nullptr ? KC_ENOTFOUND : KC_OK;
    }

    /// Null if there is none.
    const UserEntry* withId(sv id) const
    {
        const auto found = _byId.find(id);
        return found == _byId.end() ? nullptr : &found->second;
    }

    /// The cursor is the last id that was given, so that it outlives a change of the list.
    void list(Context& context, const kc_user_query& query, sv cursor, std::uint32_t limit,
              const Sink<kc_user>& sink, kc_str& next) const
    {
        walk(context, cursor, limit, sink, next,
             [&](const UserEntry& user) { return isMeant(query, user); });
    }

    Status related(Context& context, const kc_relation_query& query, const Sink<kc_user>& sink,
                   kc_str& next) const
    {
        const UserEntry* const asked = withId(view(query.id));
        if (asked == nullptr)
            return KC_ENOTFOUND;
        walk(context, view(query.cursor), query.limit, sink, next,
             [&](const UserEntry& other)
             {
                 return query.direction == KC_REL_HELD ? holds(*asked, query.relation, other.id)
                                                       : holds(other, query.relation, asked->id);
             });
        return KC_OK;
    }

    static bool push(const UserEntry& user, const Sink<kc_user>& sink)
    {
        const std::string etag = etagOf(user);
        kc_user row{};
        row.size = sizeof row;
        row.kind = user.kind;
        row.id = str(user.id);
        row.etag = str(etag);
        row.login = str(user.login);
        row.fullname = str(user.fullname);
        row.email = str(user.email);
        row.aliases = str(user.aliases);
        row.company = str(user.company);
        row.admin_level = user.admin_level;
        row.hidden = user.hidden;
        row.features_on = str(user.features_on);
        row.features_off = str(user.features_off);
        row.quota = user.quota;
        row.member_quota = user.member_quota;
        return sink(row);
    }

private:
    static bool isMeant(const kc_user_query& query, const UserEntry& user)
    {
        return (query.kinds == 0 || (query.kinds & KC_KIND(user.kind)) != 0) &&
               (query.in_company == 0 || user.company == view(query.company));
    }

    static bool holds(const UserEntry& holder, kc_relation relation, sv id)
    {
        const auto found = holder.relations.find(relation);
        bool isHeld = false;
        if (found != holder.relations.end())
            eachWord(found->second, [&](sv word) { isHeld = isHeld || word == id; });
        return isHeld;
    }

    template <class Meant>
    void walk(Context& context, sv cursor, std::uint32_t limit, const Sink<kc_user>& sink,
              kc_str& next, const Meant& isWanted) const
    {
        next = {nullptr, 0};
        const std::string* last = nullptr;
        for (auto user = _byId.upper_bound(cursor); user != _byId.end(); ++user)
        {
            if (!isWanted(user->second))
                continue;
            if (limit-- == 0)
            {
                next = context.keep(*last);
                return;
            }
            last = &user->first;
            if (!push(user->second, sink))
                return;
        }
    }

    static std::string etagOf(const UserEntry& user)
    {
        std::size_t sum = user.kind + 8U * user.admin_level + 64U * user.hidden;
        const auto add = [&](const std::string& text)
        { sum = sum * 31 + std::hash<std::string>{}(text); };
        for (const std::string* text : {&user.login, &user.fullname, &user.email, &user.aliases,
                                        &user.company, &user.features_on, &user.features_off})
            add(*text);
        for (const auto& [relation, ids] : user.relations)
            add(std::to_string(relation) + ids);
        for (const kc_quota_record& quota : {user.quota, user.member_quota})
            add(std::to_string(quota.is_own) + ' ' + std::to_string(quota.warn) + ' ' +
                std::to_string(quota.soft) + ' ' + std::to_string(quota.hard));
        return std::to_string(sum);
    }

    static std::string folded(sv text)
    {
        std::string lower{text};
        for (char& c : lower)
            c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
        return lower;
    }

    std::map<std::string, UserEntry, std::less<>> _byId;
    std::unordered_multimap<std::string, const UserEntry*> _byLogin, _byAddress;
};

/// Derive from it, and offer both interfaces: `offer<kc::UserBackend>(*this)` and, when the list
/// has passwords in plain text, `offer<kc::UserVerifier>(*this)`.
class ListedUsers : public UserBackend, public UserVerifier
{
public:
    /// The list as it is now, shared by the calls that began with it. Throws Fault when it cannot
    /// be read: an empty list would say that nobody exists. Called on many threads.
    virtual std::shared_ptr<const UserList> users(Context&) = 0;

    Status find(Context& context, const kc_user_query& query, Sink<kc_user> sink) override
    {
        const auto all = users(context);
        const UserEntry* user = nullptr;
        const Status status = all->find(query, user);
        if (status == KC_OK)
            (void)UserList::push(*user, sink);
        return status;
    }

    Status list(Context& context, const kc_user_query& query, sv cursor, std::uint32_t limit,
                Sink<kc_user> sink, kc_str& next) override
    {
        users(context)->list(context, query, cursor, limit, sink, next);
        return KC_OK;
    }

    Status related(Context& context, const kc_relation_query& query, Sink<kc_user> sink,
                   kc_str& next) override
    {
        return users(context)->related(context, query, sink, next);
    }

    Status verify(Context& context, sv id, sv password) override
    {
        const auto all = users(context);
        const UserEntry* const user = all->withId(id);
        const bool isRight = user != nullptr && user->kind == KC_USER_ACTIVE && !password.empty() &&
                             user->password == password;
        return isRight ? KC_OK : KC_EDENIED;
    }
};

} // namespace kc::inline sdk1
