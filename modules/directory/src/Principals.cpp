// SPDX-License-Identifier: Apache-2.0
#include "Principals.h"

#include <algorithm>

namespace kc::directory
{

namespace
{

constexpr std::size_t kMaxNameOctets = 1024;
constexpr std::uint32_t kPageSize = 500;

/// The keys of names and of identities cannot meet: the first octet differs.
std::string nameKey(sv name, std::uint32_t match)
{
    std::string key{static_cast<char>('0' + match)};
    key += fold(name);
    return key;
}

std::string idKey(kc_id id)
{
    return "#" + std::to_string(id);
}

/// Clears the cache whatever comes of a change: also one that failed may have been made.
struct Clearing
{
    PrincipalCache& cache;

    explicit Clearing(PrincipalCache& cleared) : cache{cleared} {}

    Clearing(const Clearing&) = delete;
    Clearing& operator=(const Clearing&) = delete;

    ~Clearing() { cache.clear(); }
};

} // namespace

void Principals::open(Context& context, const Sql& sql, const Backing& backing)
{
    _users.emplace(backing.users);
    if (backing.writer)
        _writer.emplace(*backing.writer);
    _identities.emplace(context, sql, backing.users.module);
    _ownServer = backing.ownServer;
    _cache.setLimits(backing.cache);
}

/// Asks the backend. It may push while it holds a database snapshot, so rows are copied first and
/// given their identities afterwards.
Status Principals::lookUp(Context& context, sv name, std::uint32_t match, PrincipalPtr& found)
{
    std::vector<UserFields> users;
    const Status status =
        _users->find(context, name, match, [&](const kc_user& user) { users.emplace_back(user); });
    if (!status.ok())
        return status;
    if (users.size() != 1)
        throw Fault{KC_EBUG,
                    "the user backend pushed not one user but " + std::to_string(users.size())};
    const kc_id id = _identities->identify(context, users).front();
    found = std::make_shared<const Principal>(id, std::move(users.front()), _ownServer);
    return KC_OK;
}

Status Principals::find(Context& context, sv name, std::uint32_t match,
                        Sink<kc_principal> principals)
{
    if (name.empty() || name.size() > kMaxNameOctets)
        return KC_ENOTFOUND;
    match &= KC_MATCH_LOGIN | KC_MATCH_ADDRESS;
    PrincipalPtr found = (match & KC_MATCH_LOGIN) != 0 ? builtIn(name) : nullptr;
    const std::string key = nameKey(name, match);
    if (!found)
        found = _cache.find(key, PrincipalCache::Clock::now());
    if (!found)
    {
        const std::uint64_t generation = _cache.generation();
        const Status status = lookUp(context, name, match, found);
        if (!status.ok())
            return status;
        _cache.insert(key, found, generation, PrincipalCache::Clock::now());
    }
    (void)principals(found->raw());
    return KC_OK;
}

PrincipalPtr Principals::byId(Context& context, kc_id id)
{
    PrincipalPtr found = builtIn(id);
    const std::string key = idKey(id);
    if (!found)
        found = _cache.find(key, PrincipalCache::Clock::now());
    if (found)
        return found;
    const std::uint64_t generation = _cache.generation();
    const auto external = _identities->externalOf(context, id);
    if (!external)
        return nullptr;
    const Status status = lookUp(context, *external, KC_MATCH_ID, found);
    if (status.ok())
        _cache.insert(key, found, generation, PrincipalCache::Clock::now());
    else if (status != KC_ENOTFOUND)
        throw Fault{KC_EUNAVAIL, "the user backend cannot tell who an identity is"};
    return found;
}

Status Principals::get(Context& context, kc_ids ids, Sink<kc_principal> principals)
{
    for (std::size_t i = 0; i < ids.n; ++i)
    {
        const PrincipalPtr found = byId(context, ids.p[i]);
        if (found && !principals(found->raw()))
            break;
    }
    return KC_OK;
}

/// The built-in principals and all users of the backend, page by page.
Status Principals::collect(Context& context, std::vector<PrincipalPtr>& all)
{
    all = {builtIn(KC_ID_EVERYONE), builtIn(KC_ID_SYSTEM)};
    std::string cursor;
    do
    {
        std::vector<UserFields> users;
        kc_str next{nullptr, 0};
        const Status status = _users->list(
            context, cursor, kPageSize, [&](const kc_user& user) { users.emplace_back(user); },
            next);
        if (!status.ok())
            return status;
        const std::vector<kc_id> ids = _identities->identify(context, users);
        for (std::size_t i = 0; i < users.size(); ++i)
            all.push_back(
                std::make_shared<const Principal>(ids[i], std::move(users[i]), _ownServer));
        cursor = view(next);
    } while (!cursor.empty());
    return KC_OK;
}

Status Principals::list(Context& context, kc_id tenant, Sink<kc_principal> principals)
{
    if (tenant != 0)
        return KC_OK;
    std::vector<PrincipalPtr> all;
    Status status = collect(context, all);
    if (status == KC_EINVAL) // the backend has forgotten a cursor: begin again, once
        status = collect(context, all);
    if (!status.ok())
        return status;
    std::stable_sort(all.begin(), all.end(),
                     [](const PrincipalPtr& a, const PrincipalPtr& b)
                     { return fold(a->login()) < fold(b->login()); });
    for (const PrincipalPtr& each : all)
        if (!principals(each->raw()))
            break;
    return KC_OK;
}

Status Principals::create(Context& context, const kc_user& user, sv password, kc_id& id)
{
    if (!_writer)
        return KC_ENOTSUP;
    if (builtIn(view(user.login)))
        return KC_EEXISTS;
    const Clearing clearing{_cache};
    kc_str external{nullptr, 0};
    const Status status = _writer->create(context, user, password, external);
    if (!status.ok())
        return status;
    PrincipalPtr made;
    const Status seen = lookUp(context, view(external), KC_MATCH_ID, made);
    if (seen.ok())
        id = made->raw().id;
    return seen;
}

Status Principals::change(Context& context, kc_id id, const Change& change)
{
    if (builtIn(id))
        return KC_EDENIED;
    if (!_writer)
        return KC_ENOTSUP;
    const auto external = _identities->externalOf(context, id);
    if (!external)
        return KC_ENOTFOUND;
    const Clearing clearing{_cache};
    return change(*_writer, *external);
}

Status Principals::update(Context& context, kc_id id, const kc_user& user, std::uint32_t fields,
                          sv password)
{
    if ((fields & KC_USER_LOGIN) != 0 && builtIn(view(user.login)))
        return KC_EEXISTS;
    return change(context, id,
                  [&](UserWriter& writer, sv external)
                  { return writer.update(context, external, user, fields, password); });
}

Status Principals::remove(Context& context, kc_id id)
{
    return change(context, id,
                  [&](UserWriter& writer, sv external)
                  { return writer.remove(context, external); });
}

} // namespace kc::directory
