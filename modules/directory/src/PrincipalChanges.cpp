// SPDX-License-Identifier: Apache-2.0
// update(), remove(), relate(), and sync(): what was changed elsewhere.
#include "Principals.h"

namespace kc::directory
{

namespace
{

constexpr std::uint32_t kPageSize = 1000;

} // namespace

/// What the actor may change: KC_ENOTFOUND if he does not see it, KC_EDENIED if he does.
Status Principals::target(Context& context, const Asking& asking, kc_id id, PrincipalPtr& found)
{
    found = seen(context, asking, id);
    if (!found)
        return KC_ENOTFOUND;
    if (!asking.administers(*found))
        return KC_EDENIED;
    return _writer ? KC_OK : KC_ENOTSUP;
}

Status Principals::update(Context& context, kc_id actor, kc_id id,
                          const kc_principal_change& change)
{
    const Asking asking = this->asking(context, actor);
    PrincipalPtr principal;
    Status status = target(context, asking, id, principal);
    const bool isOwnPassword = id == actor && change.fields == KC_USER_PASSWORD;
    if (status == KC_EDENIED && isOwnPassword && !principal->isBuiltIn())
        status = _writer ? KC_OK : KC_ENOTSUP;
    if (!status.ok())
        return status;
    if (principal->isCompany() && !asking.isSystemAdmin())
        return KC_EDENIED;
    if (principal->isCompany() && (change.fields & KC_USER_LOGIN) != 0)
        requireCompanyName(*asking.settings, *change.user);
    kc_user user = *change.user;
    std::uint32_t fields = change.fields & ~std::uint32_t{KC_USER_IN_COMPANY};
    if ((fields & KC_USER_ADMIN_LEVEL) != 0 && user.admin_level > asking.viewer->level)
        return KC_EDENIED;
    if ((fields & KC_USER_KIND) == 0)
        user.kind = principal->fields().kind;
    PrincipalPtr company;
    if ((fields & KC_USER_LOGIN) != 0 && !principal->isCompany())
    {
        status = place(context, asking, user, company);
        if (!status.ok())
            return status;
        // A login of another company moves the user there; the store stays his.
        if (company && company->id() != principal->tenant())
            fields |= KC_USER_IN_COMPANY;
    }
    const Clearing clearing{*this};
    status = _writer->update(context, principal->fields().externalId, user, fields,
                             view(change.password));
    PrincipalPtr again;
    if (status.ok()) // notes the new name and company with the identity
        (void)_resolver.find(context, byName(principal->fields().externalId, KC_MATCH_ID), again);
    return status;
}

/// A principal, and what goes with it.
std::vector<PrincipalPtr> Principals::goers(Context& context, const PrincipalPtr& principal)
{
    std::vector<PrincipalPtr> found;
    if (principal->isCompany())
    {
        const Status status =
            _resolver.list(context, within(everybody(), principal->fields().externalId), found);
        if (!status.ok())
            throw Fault{KC_EUNAVAIL, "the user backend cannot tell who is in the company"};
    }
    found.push_back(principal);
    return found;
}

Status Principals::remove(Context& context, kc_id actor, kc_id id)
{
    const Asking asking = this->asking(context, actor);
    PrincipalPtr principal;
    Status status = target(context, asking, id, principal);
    if (!status.ok())
        return status;
    if (principal->isCompany() && !asking.isSystemAdmin())
        return KC_EDENIED;
    const Clearing clearing{*this};
    const std::vector<PrincipalPtr> going = goers(context, principal);
    status = _writer->remove(context, principal->fields().externalId);
    if (status.ok())
        for (const PrincipalPtr& each : going)
            _resolver.leave(context, {each->id(), each->tenant(), each->fields().kind, false,
                                      each->fields().externalId, std::string{each->login()}});
    return status;
}

Status Principals::relate(Context& context, kc_id actor, const kc_principal_link& link)
{
    const Asking asking = this->asking(context, actor);
    PrincipalPtr holder;
    const Status status = target(context, asking, link.holder, holder);
    if (!status.ok())
        return status;
    const PrincipalPtr other = seen(context, asking, link.other);
    if (!other)
        return KC_ENOTFOUND;
    if (other->isBuiltIn())
        return KC_EINVAL;
    const Clearing clearing{*this};
    return _writer->relate(context, holder->fields().externalId, link.relation,
                           other->fields().externalId, link.on != 0 ? 1 : 0);
}

/// All that the backend has, which gives identities to those who are new. Throws if it does not
/// tell all: what is missing in half an answer is not gone.
std::set<kc_id> Principals::present(Context& context)
{
    std::set<kc_id> ids;
    std::vector<PrincipalPtr> all;
    const kc_user_query query = _resolver.isHosted() ? everybody() : within(everybody(), "");
    const Status status = _resolver.list(context, query, all);
    if (!status.ok())
        throw Fault{KC_EUNAVAIL, "the user backend gives no list"};
    for (const PrincipalPtr& each : all)
        ids.insert(each->id());
    return ids;
}

Status Principals::sync(Context& context, kc_id actor)
{
    const Asking asking = this->asking(context, actor);
    if (!asking.isSystemAdmin())
        return KC_EDENIED;
    forget();
    // Before the backend is asked: who comes meanwhile has not gone.
    std::vector<Identity> known;
    for (kc_id after = KC_ID_SYSTEM;;)
    {
        const std::vector<Identity> page = _resolver.identities().page(context, after, kPageSize);
        known.insert(known.end(), page.begin(), page.end());
        if (page.size() < kPageSize)
            break;
        after = page.back().id;
    }
    const std::set<kc_id> here = present(context);
    for (const Identity& each : known)
    {
        // With tenants, those without are only out of use, and the other way round.
        const bool isOfThisMode = (each.tenant != 0) == asking.settings->isHosted;
        if (isOfThisMode && !here.contains(each.id))
            _resolver.leave(context, each);
    }
    forget();
    return KC_OK;
}

Status Principals::clearCaches(Context& context, kc_id actor)
{
    if (!asking(context, actor).isSystemAdmin())
        return KC_EDENIED;
    forget();
    return KC_OK;
}

Status Principals::state(Context&, std::uint64_t& changes)
{
    changes = _resolver.changes();
    return KC_OK;
}

} // namespace kc::directory
