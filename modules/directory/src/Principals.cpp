// SPDX-License-Identifier: Apache-2.0
// find() and get(). Whatever an actor may not see takes the way of what is not there: the company
// is looked for among those that he sees, and a question to the backend is spent on it all the
// same.
#include "Principals.h"

namespace kc::directory
{

namespace
{

constexpr std::size_t kMaxNameOctets = 1024;
constexpr std::uint32_t kCompanies = KC_KIND(KC_USER_COMPANY);

/// The keys of two ways to ask cannot meet: the first octet differs, and no text goes before a
/// fixed part.
std::string keyOf(char way, std::uint32_t kinds, sv company, sv name)
{
    std::string key{way};
    key += std::to_string(kinds) + '/' + std::to_string(company.size()) + '/';
    key += company;
    return key += fold(name);
}

kc_user_query ask(sv name, std::uint32_t match, std::uint32_t kinds)
{
    kc_user_query query = byName(name, match);
    query.kinds = kinds;
    return query;
}

} // namespace

void Principals::open(const std::optional<kc_service>& writer, const PrincipalCache::Limits& limits)
{
    if (writer)
        _writer.emplace(*writer);
    _viewers.setLimits({limits.octets, limits.lifetime});
}

void Principals::forget()
{
    _resolver.forget();
    _viewers.forget();
}

Principals::Asking Principals::asking(Context& context, kc_id actor)
{
    return {_viewers.of(context, actor), _resolver.settings()};
}

/// Everyone is of the company of whoever looks at it.
bool Principals::Asking::push(const Principal& principal,
                              const Sink<kc_principal>& principals) const
{
    kc_principal row = principal.raw();
    if (row.id == KC_ID_EVERYONE)
        row.tenant = viewer->tenant;
    return principals(row);
}

Status Principals::find(Context& context, kc_id actor, const kc_principal_query& query,
                        Sink<kc_principal> principals)
{
    const Asking asking = this->asking(context, actor);
    const sv name = view(query.name);
    if (asking.viewer->id == 0 || name.empty() || name.size() > kMaxNameOctets)
        return KC_ENOTFOUND;
    const std::uint32_t kinds = query.kinds == 0 ? ~kCompanies : query.kinds;
    const bool wantsLogin = (query.match & KC_MATCH_LOGIN) != 0;
    const bool wantsAddress = (query.match & KC_MATCH_ADDRESS) != 0;

    PrincipalPtr found = wantsLogin ? builtIn(name) : nullptr;
    if (found && (!found->isKindOf(kinds) || !asking.sees(*found)))
        found = nullptr;
    Status status = found ? KC_OK : KC_ENOTFOUND;
    const bool hosted = asking.settings->isHosted;
    if (status == KC_ENOTFOUND && hosted && wantsLogin && (kinds & kCompanies) != 0)
        status = companyNamed(context, asking, name, found);
    if (status == KC_ENOTFOUND && (kinds & ~kCompanies) != 0)
    {
        if (!hosted)
            status = withoutTenants(context, query, kinds & ~kCompanies, found);
        else if (wantsLogin)
            status = byLogin(context, asking, name, kinds & ~kCompanies, found);
        if (hosted && wantsAddress && status == KC_ENOTFOUND)
            status = byAddress(context, asking, name, kinds & ~kCompanies, found);
    }
    if (!status.ok())
        return status;
    if (!asking.sees(*found))
        return KC_ENOTFOUND;
    (void)asking.push(*found, principals);
    return KC_OK;
}

/// One question for login and address; a login goes before somebody else's address.
Status Principals::withoutTenants(Context& context, const kc_principal_query& query,
                                  std::uint32_t kinds, PrincipalPtr& found)
{
    const std::uint32_t match = query.match & (KC_MATCH_LOGIN | KC_MATCH_ADDRESS);
    const sv name = view(query.name);
    const auto look = [&](std::uint32_t as)
    {
        const std::string key = keyOf(static_cast<char>('0' + as), kinds, "", name);
        return _resolver.find(context, key, within(ask(name, as, kinds), ""), found);
    };
    const Status status = look(match);
    if (status != KC_EEXISTS || match != (KC_MATCH_LOGIN | KC_MATCH_ADDRESS))
        return status;
    return look(KC_MATCH_LOGIN).ok() ? Status{KC_OK} : status;
}

Status Principals::companyNamed(Context& context, const Asking& asking, sv name,
                                PrincipalPtr& found)
{
    if (asking.viewer->seesAll)
        return _resolver.company(context, name, found);
    const auto company = asking.viewer->companies.find(fold(name));
    if (company == asking.viewer->companies.end())
        return spend(context, asking);
    found = company->second;
    return KC_OK;
}

/// What looking for somebody who is not there costs. A name that nobody has, always the same: where
/// in the backend's index a name would stand tells too.
Status Principals::spend(Context& context, const Asking& asking)
{
    PrincipalPtr ignored;
    (void)_resolver.find(
        context, within(ask("=", KC_MATCH_LOGIN, kCompanies), asking.viewer->company), ignored);
    return KC_ENOTFOUND;
}

Status Principals::byLogin(Context& context, const Asking& asking, sv name, std::uint32_t kinds,
                           PrincipalPtr& found)
{
    const LoginFormat& format = asking.settings->format;
    if (!format.hasCompany()) // the backend's logins say it all
        return anywhereSeen(context, asking, keyOf('l', kinds, "", name),
                            ask(name, KC_MATCH_LOGIN, kinds), found);
    const auto parts = format.split(name);
    if (!parts)
        return KC_ENOTFOUND;
    PrincipalPtr company;
    const Status status = companyNamed(context, asking, parts->company, company);
    if (!status.ok())
        return status;
    const sv external = company->fields().externalId;
    return _resolver.find(context, keyOf('l', kinds, external, parts->user),
                          within(ask(parts->user, KC_MATCH_LOGIN, kinds), external), found);
}

Status Principals::byAddress(Context& context, const Asking& asking, sv address,
                             std::uint32_t kinds, PrincipalPtr& found)
{
    return anywhereSeen(context, asking, keyOf('a', kinds, "", address),
                        ask(address, KC_MATCH_ADDRESS, kinds), found);
}

/// Asks for each company that is seen: what is in another one is not there for the backend either.
Status Principals::anywhereSeen(Context& context, const Asking& asking, const std::string& key,
                                const kc_user_query& query, PrincipalPtr& found)
{
    if (asking.viewer->seesAll)
        return _resolver.find(context, key, query, found);
    found = _resolver.remembered(key);
    if (found && asking.viewer->seesTenant(found->tenant()))
        return KC_OK;
    for (const auto& [name, company] : asking.viewer->companies)
    {
        const Status status =
            _resolver.find(context, within(query, company->fields().externalId), found);
        if (status != KC_ENOTFOUND)
            return status;
    }
    return KC_ENOTFOUND;
}

/// Null for what the actor does not see. The identity's row says the company; it is asked for also
/// of a foreign principal that is remembered, since of an absent one it would be.
PrincipalPtr Principals::seen(Context& context, const Asking& asking, kc_id id)
{
    PrincipalPtr found = builtIn(id);
    if (!found && asking.viewer->seesAll)
        found = _resolver.byId(context, id);
    else if (!found)
    {
        found = _resolver.remembered(Resolver::idKey(id));
        if (found && !asking.viewer->seesTenant(found->tenant()))
            found = nullptr;
        if (!found && asking.viewer->seesTenant(_resolver.identities().tenantOf(context, id)))
            found = _resolver.byId(context, id);
    }
    return found && asking.sees(*found) ? found : nullptr;
}

Status Principals::get(Context& context, kc_id actor, kc_ids ids, Sink<kc_principal> principals)
{
    const Asking asking = this->asking(context, actor);
    if (asking.viewer->id == 0)
        return KC_OK;
    for (std::size_t i = 0; i < ids.n; ++i)
    {
        const PrincipalPtr found = seen(context, asking, ids.p[i]);
        if (found && !asking.push(*found, principals))
            break;
    }
    return KC_OK;
}

} // namespace kc::directory
