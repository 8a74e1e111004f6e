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
};

/// Users by id, login and address. Immutable, so that calls share it without a lock.
class UserList
{
public:
    /// Throws a transient Fault for two users of one id, and for one without id or login: a garbled
    /// source proves nobody absent.
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

    Status find(sv name, std::uint32_t match, const UserEntry*& found) const
    {
        found = nullptr;
        bool ambiguous = false;
        const auto take = [&](const UserEntry* user)
        {
            ambiguous = ambiguous || (found != nullptr && found != user);
            found = user;
        };
        const std::string key = folded(name);
        if ((match & KC_MATCH_LOGIN) != 0)
            for (auto [at, end] = _byLogin.equal_range(key); at != end; ++at)
                take(at->second);
        if ((match & KC_MATCH_ADDRESS) != 0)
            for (auto [at, end] = _byAddress.equal_range(key); at != end; ++at)
                take(at->second);
        const auto byId = (match & KC_MATCH_ID) != 0 ? _byId.find(name) : _byId.end();
        if (byId != _byId.end())
            take(&byId->second);
        return ambiguous ? KC_EEXISTS : found == nullptr ? KC_ENOTFOUND : KC_OK;
    }

    /// The cursor is the last id that was given, so that it outlives a change of the list.
    void list(Context& context, sv cursor, std::uint32_t limit, const Sink<kc_user>& sink,
              kc_str& next) const
    {
        auto user = _byId.upper_bound(cursor);
        for (; user != _byId.end() && limit > 0; ++user, --limit)
        {
            next = context.keep(user->first);
            if (!push(user->second, sink))
                return;
        }
        if (user == _byId.end())
            next = {nullptr, 0};
    }

    static bool push(const UserEntry& user, const Sink<kc_user>& sink)
    {
        std::size_t sum = user.kind + 8U * user.admin_level + 64U * user.hidden;
        for (const std::string* text : {&user.login, &user.fullname, &user.email, &user.aliases})
            sum = sum * 31 + std::hash<std::string>{}(*text);
        const std::string etag = std::to_string(sum);
        return sink({sizeof(kc_user),
                     user.kind,
                     str(user.id),
                     str(etag),
                     str(user.login),
                     str(user.fullname),
                     str(user.email),
                     str(user.aliases),
                     {},
                     {},
                     user.admin_level,
                     user.hidden});
    }

private:
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

    Status find(Context& context, sv name, std::uint32_t match, Sink<kc_user> sink) override
    {
        const auto all = users(context);
        const UserEntry* user = nullptr;
        const Status status = all->find(name, match, user);
        if (status == KC_OK)
            (void)UserList::push(*user, sink);
        return status;
    }

    Status list(Context& context, sv cursor, std::uint32_t limit, Sink<kc_user> sink,
                kc_str& next) override
    {
        users(context)->list(context, cursor, limit, sink, next);
        return KC_OK;
    }

    Status verify(Context& context, sv login, sv password) override
    {
        const auto all = users(context);
        const UserEntry* user = nullptr;
        const Status status = all->find(login, KC_MATCH_LOGIN | KC_MATCH_ADDRESS, user);
        const bool isRight = status == KC_OK && user->kind == KC_USER_ACTIVE && !password.empty() &&
                             user->password == password;
        return isRight ? KC_OK : KC_EDENIED;
    }
};

} // namespace kc::inline sdk1
