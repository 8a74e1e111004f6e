// SPDX-License-Identifier: Apache-2.0
#include "Resolver.h"

#include "Features.h"
#include "StoreName.h"

namespace kc::directory
{

namespace
{

constexpr std::uint32_t kPageSize = 500;

} // namespace

void Resolver::open(Context& context, const Sql& sql, const kc_service& users,
                    const PrincipalCache::Limits& limits)
{
    _users.emplace(users);
    _identities.emplace(context, sql, users.module);
    _cache.setLimits(limits);
}

void Resolver::use(SettingsPtr settings)
{
    _settings.store(std::move(settings));
    forget();
}

/// The company that an object is in, where this mode has such; null where it has none.
PrincipalPtr Resolver::companyOf(Context& context, const UserFields& user)
{
    const std::string key = "c" + user.company;
    PrincipalPtr company = remembered(key);
    if (company)
        return company;
    kc_user_query query = byName(user.company, KC_MATCH_ID);
    query.kinds = KC_KIND(KC_USER_COMPANY);
    const Status status = find(context, key, query, company);
    if (!status.ok() && status != KC_ENOTFOUND)
        throw Fault{KC_EUNAVAIL, "the user backend cannot tell which company somebody is in"};
    return company;
}

std::string Resolver::shownLogin(const UserFields& user, const Principal* company) const
{
    return company == nullptr ? user.login
                              : settings()->format.join(user.login, company->fields().login);
}

PrincipalPtr Resolver::present(kc_id id, UserFields user, const Principal* company) const
{
    const SettingsPtr settings = this->settings();
    Shown shown;
    shown.id = id;
    shown.tenant = company != nullptr ? company->id() : user.kind == KC_USER_COMPANY ? id : 0;
    shown.login = shownLogin(user, company);
    shown.company = company != nullptr  ? company->fields().login
                    : shown.tenant != 0 ? user.login
                                        : std::string{};
    shown.features =
        effectiveFeatures(settings->disabledFeatures, user.featuresOn, user.featuresOff);
    shown.storeName =
        storeName(settings->storeNameFormat, user.login, user.fullname, shown.company);
    shown.isLocal = user.homeServer.empty() || fold(user.homeServer) == fold(settings->ownServer);
    return std::make_shared<const Principal>(std::move(shown), std::move(user));
}

/// The backend may push while it holds a database snapshot, so rows were copied first and get their
/// identities here.
std::vector<PrincipalPtr> Resolver::make(Context& context, std::vector<UserFields> users)
{
    const bool hosted = isHosted();
    std::erase_if(users,
                  [&](const UserFields& user)
                  {
                      const bool isCompany = user.kind == KC_USER_COMPANY;
                      return hosted ? !isCompany && user.company.empty()
                                    : isCompany || !user.company.empty();
                  });
    std::vector<PrincipalPtr> companies;
    const auto isOrphan = [&](const UserFields& user)
    {
        const bool isInOne = user.kind != KC_USER_COMPANY && !user.company.empty();
        PrincipalPtr company = isInOne ? companyOf(context, user) : nullptr;
        if (isInOne && !company)
            return true; // the company was removed this very moment
        companies.push_back(std::move(company));
        return false;
    };
    std::erase_if(users, isOrphan);
    std::vector<Sighting> sightings;
    for (std::size_t i = 0; i < users.size(); ++i)
        sightings.push_back({&users[i], companies[i] ? companies[i]->id() : 0,
                             shownLogin(users[i], companies[i].get())});
    const IdentityTable::Identified known =
        _identities->identify(context, sightings, settings()->isSafeMode);
    if (known.hasChanged)
        forget(); // first, so that who reads after the number has risen reads the new
    else if (!known.isNew.empty())
        ++_changes;
    std::vector<PrincipalPtr> made;
    for (std::size_t i = 0; i < users.size(); ++i)
        made.push_back(present(known.ids[i], std::move(users[i]), companies[i].get()));
    for (const std::size_t place : known.isNew)
        _newcomer(*made[place]);
    return made;
}

Status Resolver::find(Context& context, const kc_user_query& query, PrincipalPtr& found)
{
    std::vector<UserFields> users;
    const Status status =
        _users->find(context, query, [&](const kc_user& user) { users.emplace_back(user); });
    if (!status.ok())
        return status;
    if (users.size() != 1)
        throw Fault{KC_EBUG,
                    "the user backend pushed not one user but " + std::to_string(users.size())};
    const std::vector<PrincipalPtr> made = make(context, std::move(users));
    if (made.empty())
        return KC_ENOTFOUND;
    found = made.front();
    return KC_OK;
}

std::vector<PrincipalPtr> Resolver::withIds(Context& context, std::span<const std::string> ids)
{
    std::vector<UserFields> users;
    for (const std::string& id : ids)
    {
        const Status status = _users->find(context, byName(id, KC_MATCH_ID),
                                           [&](const kc_user& user) { users.emplace_back(user); });
        if (!status.ok() && status != KC_ENOTFOUND)
            throw Fault{KC_EUNAVAIL, "the user backend cannot tell who an id is"};
    }
    return make(context, std::move(users));
}

Status Resolver::find(Context& context, const std::string& key, const kc_user_query& query,
                      PrincipalPtr& found)
{
    found = remembered(key);
    if (found)
        return KC_OK;
    const std::uint64_t generation = _cache.generation();
    const Status status = find(context, query, found);
    if (status.ok())
        _cache.insert(key, found, generation, PrincipalCache::Clock::now());
    return status;
}

PrincipalPtr Resolver::remembered(const std::string& key)
{
    return _cache.find(key, PrincipalCache::Clock::now());
}

Status Resolver::company(Context& context, sv name, PrincipalPtr& found)
{
    kc_user_query query = byName(name, KC_MATCH_LOGIN);
    query.kinds = KC_KIND(KC_USER_COMPANY);
    return find(context, "n" + fold(name), query, found);
}

PrincipalPtr Resolver::byId(Context& context, kc_id id)
{
    PrincipalPtr found = builtIn(id);
    if (!found)
        found = remembered(idKey(id));
    if (found)
        return found;
    const auto identity = _identities->find(context, id);
    if (!identity)
        return nullptr;
    const Status status = find(context, idKey(id), byName(identity->external, KC_MATCH_ID), found);
    if (!status.ok() && status != KC_ENOTFOUND)
        throw Fault{KC_EUNAVAIL, "the user backend cannot tell who an identity is"};
    if (status == KC_ENOTFOUND && !identity->isGone)
        missed(context, *identity);
    return found;
}

/// Was it removed, or is it only out of use in this mode?
void Resolver::missed(Context& context, const Identity& identity)
{
    const auto ignore = [](const kc_user&) {};
    if (_users->find(context, byName(identity.external, KC_MATCH_ID), ignore) == KC_ENOTFOUND)
        leave(context, identity);
}

void Resolver::leave(Context& context, const Identity& identity)
{
    const bool isSafeMode = settings()->isSafeMode;
    if (!isSafeMode && !_identities->markGone(context, identity.id))
        return;
    if (!isSafeMode)
        forget();
    _leaver(identity);
}

Status Resolver::walk(Context& context, const Page& page, std::vector<PrincipalPtr>& all)
{
    all.clear();
    std::string cursor;
    do
    {
        std::vector<UserFields> users;
        const auto take = [&](const kc_user& user) { users.emplace_back(user); };
        kc_str next{nullptr, 0};
        const Status status = page(cursor, take, next);
        if (!status.ok())
            return status;
        const std::vector<PrincipalPtr> made = make(context, std::move(users));
        all.insert(all.end(), made.begin(), made.end());
        cursor = view(next);
    } while (!cursor.empty());
    return KC_OK;
}

Status Resolver::list(Context& context, const kc_user_query& query, std::vector<PrincipalPtr>& all)
{
    const Page page = [&](sv cursor, Sink<kc_user> users, kc_str& next)
    { return _users->list(context, query, cursor, kPageSize, users, next); };
    const Status status = walk(context, page, all);
    // The backend has forgotten a cursor: begin again, once.
    return status == KC_EINVAL ? walk(context, page, all) : status;
}

Status Resolver::related(Context& context, sv external, kc_relation relation,
                         kc_direction direction, std::vector<PrincipalPtr>& all)
{
    kc_relation_query query{sizeof query, relation, direction, kPageSize, str(external), {}};
    const Page page = [&](sv cursor, Sink<kc_user> users, kc_str& next)
    {
        query.cursor = str(cursor);
        return _users->related(context, query, users, next);
    };
    const Status status = walk(context, page, all);
    return status == KC_EINVAL ? walk(context, page, all) : status;
}

} // namespace kc::directory
