// SPDX-License-Identifier: Apache-2.0
#include "Viewer.h"

namespace kc::directory
{

namespace
{

constexpr std::uint32_t kAboveAll = 3;

} // namespace

std::size_t Viewer::octets() const
{
    constexpr std::size_t kNodeOctets = 256;
    return sizeof(Viewer) + kNodeOctets * (companies.size() + seen.size() + administered.size());
}

bool Viewer::administersTenant(kc_id of, const Settings& settings) const
{
    return isSystemAdmin(settings) || (level >= 1 && of == tenant) || administered.contains(of);
}

bool Viewer::sees(const Principal& principal, const Settings& settings) const
{
    if (isSystem || (id != 0 && principal.id() == id))
        return true;
    if (id == 0)
        return false;
    if (principal.id() == KC_ID_SYSTEM)
        return !settings.hidesSystem;
    if (principal.id() == KC_ID_EVERYONE)
        return !settings.hidesEveryone || level >= 1;
    if (!seesTenant(principal.tenant()))
        return false;
    return principal.fields().hidden == 0 || administersTenant(principal.tenant(), settings);
}

/// Nobody changes who stands above him.
bool Viewer::administers(const Principal& principal, const Settings& settings) const
{
    return !principal.isBuiltIn() && sees(principal, settings) &&
           administersTenant(principal.tenant(), settings) &&
           (principal.isCompany() || principal.fields().adminLevel <= level);
}

ViewerPtr Viewers::of(Context& context, kc_id actor)
{
    const std::string key = std::to_string(actor);
    ViewerPtr viewer = _cache.find(key, BoundedCache<Viewer>::Clock::now());
    if (viewer && viewer->generation == _resolver.generation())
        return viewer;
    const std::uint64_t generation = _cache.generation();
    viewer = make(context, actor);
    if (viewer->id != 0)
        _cache.insert(key, viewer, generation, BoundedCache<Viewer>::Clock::now());
    return viewer;
}

std::shared_ptr<Viewer> Viewers::make(Context& context, kc_id actor)
{
    auto viewer = std::make_shared<Viewer>();
    viewer->generation = _resolver.generation();
    if (actor == KC_ID_SYSTEM)
    {
        viewer->id = actor;
        viewer->level = kAboveAll;
        viewer->isSystem = viewer->seesAll = true;
        return viewer;
    }
    const PrincipalPtr user = _resolver.byId(context, actor);
    if (!user || !user->isKindOf(KC_KINDS_WITH_STORE))
        return viewer;
    viewer->id = actor;
    viewer->tenant = user->tenant();
    viewer->level = user->fields().adminLevel;
    viewer->company = user->fields().company;
    viewer->seesAll = !_resolver.isHosted() || viewer->level >= 2;
    if (_resolver.isHosted())
        addCompanies(context, *user, *viewer);
    return viewer;
}

std::vector<PrincipalPtr> Viewers::holders(Context& context, sv external, kc_relation relation)
{
    std::vector<PrincipalPtr> found;
    const Status status = _resolver.related(context, external, relation, KC_REL_HOLDERS, found);
    if (!status.ok() && status != KC_ENOTFOUND)
        throw Fault{KC_EUNAVAIL, "the user backend cannot tell who sees which company"};
    return found;
}

void Viewers::addCompanies(Context& context, const Principal& user, Viewer& viewer)
{
    const auto see = [&](const PrincipalPtr& company)
    {
        viewer.seen.insert(company->id());
        viewer.companies.emplace(fold(company->login()), company);
    };
    if (!viewer.seesAll)
    {
        if (const PrincipalPtr own = _resolver.byId(context, user.tenant()))
            see(own);
        for (const PrincipalPtr& company : holders(context, user.fields().company, KC_REL_VIEW))
            see(company);
    }
    for (const PrincipalPtr& company : holders(context, user.fields().externalId, KC_REL_ADMIN))
        viewer.administered.insert(company->id());
}

} // namespace kc::directory
