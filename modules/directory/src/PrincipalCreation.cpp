// SPDX-License-Identifier: Apache-2.0
// create() and create_all().
#include "Principals.h"

namespace kc::directory
{

namespace
{

constexpr std::size_t kMostAtOnce = 1000;

} // namespace

/// One who is to be made, and how far that has come.
struct Principals::NewPrincipal
{
    kc_user user{};       // as the backend will see it
    PrincipalPtr company; // what it borrows from
    kc_str password{}, hash{};
    Status status = KC_OK;
    std::string external, why;
    kc_id id = 0;
};

/// A company's name is part of logins.
void Principals::requireCompanyName(const Settings& settings, const kc_user& company)
{
    if (!settings.format.mayName(view(company.login)))
        throw error(KC_EINVAL, "a company's name cannot have in it what divides it from a user's");
}

/// Takes the company off a login: user.login and user.company are the backend's then. Borrows from
/// `company`, which is null without tenants.
Status Principals::place(Context& context, const Asking& asking, kc_user& user,
                         PrincipalPtr& company)
{
    if (builtIn(view(user.login)))
        return KC_EEXISTS;
    user.company = {nullptr, 0};
    const LoginFormat& format = asking.settings->format;
    if (!asking.settings->isHosted || !format.hasCompany())
        return KC_OK;
    const auto parts = format.split(view(user.login));
    if (!parts || !format.mayName(parts->user))
        throw error(KC_EINVAL, "the login does not have the form that loginname_format says");
    const Status status = companyNamed(context, asking, parts->company, company);
    if (!status.ok())
        return status;
    if (builtIn(parts->user))
        return KC_EEXISTS;
    user.login = str(parts->user);
    user.company = str(company->fields().externalId);
    return asking.viewer->administersTenant(company->id(), *asking.settings) ? KC_OK : KC_EDENIED;
}

/// Turns `user` into what the backend is to make.
Status Principals::mayBeMade(Context& context, const Asking& asking, kc_user& user,
                             PrincipalPtr& company)
{
    if (asking.viewer->id == 0)
        return KC_EDENIED;
    if (user.kind == KC_USER_COMPANY)
    {
        if (!asking.isSystemAdmin())
            return KC_EDENIED;
        if (!asking.settings->isHosted)
            throw error(KC_EINVAL, "there are companies with enable_hosted_kopano = yes only");
        requireCompanyName(*asking.settings, user);
        user.company = {nullptr, 0};
    }
    else if (const Status status = place(context, asking, user, company); !status.ok())
        return status;
    else if (!company && !asking.isSystemAdmin())
        return KC_EDENIED;
    if (user.admin_level > asking.viewer->level)
        return KC_EDENIED;
    return _writer ? KC_OK : KC_ENOTSUP;
}

Status Principals::create(Context& context, kc_id actor, const kc_user& user, sv password,
                          kc_id& id)
{
    const Asking asking = this->asking(context, actor);
    kc_user made = user;
    PrincipalPtr company;
    Status status = mayBeMade(context, asking, made, company);
    if (!status.ok())
        return status;
    const Clearing clearing{*this};
    kc_str external{nullptr, 0};
    status = _writer->create(context, made, password, external);
    if (!status.ok())
        return status;
    PrincipalPtr seen;
    status = _resolver.find(context, byName(view(external), KC_MATCH_ID), seen);
    if (status.ok())
        id = seen->id();
    return status;
}

/// Those that may be made, in one question to the backend, and their identities in one transaction.
void Principals::makeAll(Context& context, std::span<NewPrincipal> all)
{
    std::vector<kc_new_user> rows;
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < all.size(); ++i)
        if (all[i].status.ok())
        {
            rows.push_back({sizeof(kc_new_user), 0, &all[i].user, all[i].password, all[i].hash});
            places.push_back(i);
        }
    if (rows.empty())
        return;
    std::vector<std::string> made;
    const auto take = [&](const kc_new_user_answer& answer)
    {
        NewPrincipal& each = all[places.at(answer.place)];
        each.status = Status::of(answer.status);
        each.why = view(answer.why);
        each.external = view(answer.id);
        if (each.status.ok())
            made.push_back(each.external);
    };
    const Status status = _writer->createAll(context, newUsers(rows), take);
    if (!status.ok())
        throw Fault{KC_EUNAVAIL, "the user backend makes nobody"};
    std::map<sv, kc_id> ids;
    const std::vector<PrincipalPtr> principals = _resolver.withIds(context, made);
    for (const PrincipalPtr& principal : principals)
        ids[principal->fields().externalId] = principal->id();
    for (NewPrincipal& each : all)
        if (each.status.ok())
            each.id = ids[each.external];
}

Status Principals::createAll(Context& context, kc_id actor, kc_new_users users,
                             Sink<kc_new_principal_answer> answers)
{
    if (users.n > kMostAtOnce)
        return KC_ETOOBIG;
    const Asking asking = this->asking(context, actor);
    std::vector<NewPrincipal> all(users.n);
    for (std::size_t i = 0; i < users.n; ++i)
    {
        const kc_new_user& from = newUser(users, i);
        NewPrincipal& each = all[i];
        each.user = *from.user;
        each.password = from.password;
        each.hash = from.password_hash;
        try
        {
            each.status = mayBeMade(context, asking, each.user, each.company);
        }
        catch (const Fault& fault)
        {
            if (fault.code() != KC_EINVAL)
                throw;
            each.status = fault.code();
            each.why = fault.what();
        }
    }
    {
        const Clearing clearing{*this};
        makeAll(context, all);
    }
    for (std::size_t i = 0; i < all.size(); ++i)
        if (!answers({sizeof(kc_new_principal_answer), all[i].status.code(), i, all[i].id,
                      str(all[i].why)}))
            break;
    return KC_OK;
}

} // namespace kc::directory
