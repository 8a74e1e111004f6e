// SPDX-License-Identifier: Apache-2.0
// Who asks: what he may see and administer. A user sees his own company and those whose view list
// names it; he administers all as administrator of the system, his own company as its
// administrator, and those that name him.
#pragma once

#include "Resolver.h"

#include <map>
#include <set>

namespace kc::directory
{

struct Viewer
{
    kc_id id = 0, tenant = 0;
    std::uint32_t level = 0; // SYSTEM's is above all
    bool isSystem = false;
    std::uint64_t generation = 0; // of the resolver, before it was asked
    std::string company;          // the backend's id of his own
    bool seesAll = false;         // without tenants everybody does
    std::map<std::string, PrincipalPtr, std::less<>> companies; // seen, by folded name; unless all
    std::set<kc_id> seen, administered;                         // tenants

    std::size_t octets() const;

    bool seesTenant(kc_id of) const { return seesAll || seen.contains(of); }

    bool administersTenant(kc_id of, const Settings& settings) const;

    bool sees(const Principal& principal, const Settings& settings) const;

    bool administers(const Principal& principal, const Settings& settings) const;

    bool isSystemAdmin(const Settings& settings) const
    {
        return isSystem || level >= (settings.isHosted ? 2U : 1U);
    }
};

using ViewerPtr = std::shared_ptr<const Viewer>;

class Viewers
{
public:
    explicit Viewers(Resolver& resolver) : _resolver{resolver} {}

    void setLimits(const BoundedCache<Viewer>::Limits& limits) { _cache.setLimits(limits); }

    /// Of an identity that nobody has: somebody who sees nothing.
    ViewerPtr of(Context& context, kc_id actor);

    void forget() { _cache.clear(); }

private:
    std::shared_ptr<Viewer> make(Context& context, kc_id actor);
    void addCompanies(Context& context, const Principal& user, Viewer& viewer);
    std::vector<PrincipalPtr> holders(Context& context, sv external, kc_relation relation);

    Resolver& _resolver;
    BoundedCache<Viewer> _cache;
};

} // namespace kc::directory
