// SPDX-License-Identifier: Apache-2.0
#include "MemoryDirectory.h"

#include <utility>

namespace kc::jmap::test
{

Status MemoryDirectory::find(Context&, kc_id actor, const kc_principal_query& query,
                             Sink<kc_principal> principals)
{
    mayFail();
    KC_ASSERT(actor != 0);
    const sv name = view(query.name);
    const std::uint32_t kinds = query.kinds == 0 ? ~KC_KIND(KC_USER_COMPANY) : query.kinds;
    const std::uint32_t match = query.match;
    for (const auto& [id, entry] : entries)
    {
        const bool isNamed = ((match & KC_MATCH_LOGIN) != 0 && entry.login == name) ||
                             ((match & KC_MATCH_ADDRESS) != 0 && entry.email == name);
        if (isNamed && (kinds & KC_KIND(entry.kind)) != 0 && sees(actor, id))
        {
            push(id, entry, principals);
            return KC_OK;
        }
    }
    return KC_ENOTFOUND;
}

Status MemoryDirectory::get(Context&, kc_id actor, kc_ids ids, Sink<kc_principal> principals)
{
    mayFail();
    ++gets;
    for (std::size_t i = 0; i < ids.n; ++i)
        if (const auto found = entries.find(ids.p[i]);
            found != entries.end() && sees(actor, found->first))
            push(found->first, found->second, principals);
    return KC_OK;
}

Status MemoryDirectory::list(Context&, kc_id actor, const kc_principal_query& query,
                             Sink<kc_principal> principals)
{
    mayFail();
    ++lists;
    if (query.tenant != 0 && !sees(actor, query.tenant))
        return KC_ENOTFOUND;
    if (onList)
        std::exchange(onList, nullptr)();
    const std::uint32_t kinds = query.kinds == 0 ? ~KC_KIND(KC_USER_COMPANY) : query.kinds;
    for (const auto& [id, entry] : entries)
    {
        const bool isMeant =
            query.tenant == 0 || (entry.tenant == query.tenant && entry.kind != KC_USER_COMPANY);
        const bool isListed = entry.hidden == 0 || actor == KC_ID_SYSTEM;
        if (isMeant && isListed && (kinds & KC_KIND(entry.kind)) != 0 && sees(actor, id))
            push(id, entry, principals);
    }
    return KC_OK;
}

Status MemoryDirectory::related(Context&, kc_id actor, const kc_principal_relation& query,
                                Sink<kc_principal> principals)
{
    mayFail();
    if (!entries.contains(query.id) || !sees(actor, query.id))
        return KC_ENOTFOUND;
    for (const auto& [relation, holder, other] : relations)
    {
        const bool isHeld = query.direction == KC_REL_HELD;
        const kc_id found = isHeld ? other : holder;
        if (relation == query.relation && (isHeld ? holder : other) == query.id &&
            entries.contains(found) && sees(actor, found))
            push(found, entries.at(found), principals);
    }
    return KC_OK;
}

Status MemoryDirectory::create(Context&, kc_id actor, const kc_user& user, sv password, kc_id& id)
{
    onChange();
    if (isReadOnly)
        return KC_ENOTSUP;
    for (const auto& [other, entry] : entries)
        if (entry.login == view(user.login) ||
            (!entry.email.empty() && entry.email == view(user.email)))
            return KC_EEXISTS;
    Entry entry{std::string{view(user.login)},
                std::string{view(user.fullname)},
                std::string{view(user.email)},
                std::string{view(user.aliases)},
                std::string{password},
                user.kind,
                user.admin_level,
                user.hidden,
                1,
                companyOf(view(user.login)),
                std::string{view(user.features_on)},
                std::string{view(user.features_off)},
                "",
                user.quota,
                user.member_quota};
    if (entry.tenant != 0 && !administersTenant(actor, entry.tenant))
        return KC_EDENIED;
    id = add(std::move(entry));
    if (user.kind == KC_USER_COMPANY)
        entries.at(id).tenant = id;
    return KC_OK;
}

Status MemoryDirectory::createAll(Context& context, kc_id actor, kc_new_users users,
                                  Sink<kc_new_principal_answer> answers)
{
    ++batches;
    const auto note = [&](const kc_new_principal_answer& answer)
    {
        if (answer.status >= 0)
            entries.at(answer.id).passwordHash = view(newUser(users, answer.place).password_hash);
        return answers(answer);
    };
    return FindOnlyDirectory::createAll(context, actor, users, note);
}

Status MemoryDirectory::update(Context&, kc_id actor, kc_id id, const kc_principal_change& change)
{
    onChange();
    if (!sees(actor, id))
        return KC_ENOTFOUND;
    if (!administers(actor, id) && (id != actor || change.fields != KC_USER_PASSWORD))
        return KC_EDENIED;
    const kc_user& user = *change.user;
    Entry& entry = entries.at(id);
    ++entry.version;
    const auto has = [&](kc_user_field field) { return (change.fields & field) != 0; };
    const auto text = [&](kc_user_field field, std::string& to, kc_str from)
    {
        if (has(field))
            to = view(from);
    };
    text(KC_USER_FULLNAME, entry.fullname, user.fullname);
    text(KC_USER_LOGIN, entry.login, user.login);
    text(KC_USER_EMAIL, entry.email, user.email);
    text(KC_USER_PASSWORD, entry.password, change.password);
    text(KC_USER_FEATURES, entry.featuresOn, user.features_on);
    text(KC_USER_FEATURES, entry.featuresOff, user.features_off);
    if (has(KC_USER_ADMIN_LEVEL))
        entry.adminLevel = user.admin_level;
    if (has(KC_USER_QUOTA))
        entry.quota = user.quota;
    if (has(KC_USER_MEMBER_QUOTA))
        entry.memberQuota = user.member_quota;
    return KC_OK;
}

Status MemoryDirectory::remove(Context&, kc_id actor, kc_id id)
{
    onChange();
    if (!entries.contains(id) || !sees(actor, id))
        return KC_ENOTFOUND;
    if (!administers(actor, id))
        return KC_EDENIED;
    entries.erase(id);
    std::erase_if(relations, [&](const auto& each)
                  { return std::get<1>(each) == id || std::get<2>(each) == id; });
    return KC_OK;
}

Status MemoryDirectory::relate(Context&, kc_id actor, const kc_principal_link& link)
{
    onChange();
    if (!sees(actor, link.holder) || !sees(actor, link.other))
        return KC_ENOTFOUND;
    if (!administers(actor, link.holder))
        return KC_EDENIED;
    if (link.other == refused)
        return KC_EINVAL;
    const auto row = std::make_tuple(link.relation, link.holder, link.other);
    if (relations.contains(row) == (link.on != 0))
        return link.on != 0 ? KC_EEXISTS : KC_ENOTFOUND;
    if (link.on == 0)
        relations.erase(row);
    else
        relations.insert(row);
    return KC_OK;
}

Status MemoryDirectory::access(Context&, kc_id actor, kc_id id, std::uint32_t& rights)
{
    mayFail();
    if (!entries.contains(id) || !sees(actor, id))
        return KC_ENOTFOUND;
    rights = KC_ACCESS_SEES;
    if (administers(actor, id))
        rights |= KC_ACCESS_ADMINISTERS;
    return KC_OK;
}

Status MemoryDirectory::quota(Context&, kc_id id, kc_quota_limits& limits)
{
    mayFail();
    if (!entries.contains(id))
        return KC_ENOTFOUND;
    const Entry& entry = entries.at(id);
    const bool isOwn = entry.quota.is_own != 0;
    limits.source = isOwn ? KC_QUOTA_OWN : KC_QUOTA_GLOBAL;
    const kc_quota_record& record = isOwn ? entry.quota : globalQuota;
    limits.warn = record.warn;
    limits.soft = record.soft;
    limits.hard = record.hard;
    return KC_OK;
}

Status MemoryDirectory::sync(Context&, kc_id actor)
{
    ++syncs;
    return levelOf(actor) >= 2 ? KC_OK : KC_EDENIED;
}

Status MemoryDirectory::clearCaches(Context&, kc_id actor)
{
    ++clearings;
    return levelOf(actor) >= 2 ? KC_OK : KC_EDENIED;
}

Status MemoryDirectory::state(Context&, std::uint64_t& counter)
{
    mayFail();
    counter = changes;
    return KC_OK;
}

void MemoryDirectory::mayFail() const
{
    if (isDown)
        throw Fault{KC_EUNAVAIL, "ldap://secret.host is down"};
}

void MemoryDirectory::onChange()
{
    mayFail();
    ++changes;
    if (failingChange > 0 && --failingChange == 0)
        throw Fault{KC_EUNAVAIL, "database is gone"};
}

std::uint32_t MemoryDirectory::levelOf(kc_id actor) const
{
    const auto found = entries.find(actor);
    return found == entries.end() ? 0 : found->second.adminLevel;
}

kc_id MemoryDirectory::tenantOf(kc_id id) const
{
    const auto found = entries.find(id);
    return found == entries.end() ? 0 : found->second.tenant;
}

kc_id MemoryDirectory::companyOf(sv login) const
{
    const std::size_t at = login.find('@');
    for (const auto& [id, entry] : entries)
        if (at != sv::npos && entry.kind == KC_USER_COMPANY && entry.login == login.substr(at + 1))
            return id;
    return 0;
}

bool MemoryDirectory::administersTenant(kc_id actor, kc_id tenant) const
{
    return levelOf(actor) >= 2 || (levelOf(actor) == 1 && tenantOf(actor) == tenant) ||
           has(KC_REL_ADMIN, tenant, actor);
}

bool MemoryDirectory::sees(kc_id actor, kc_id id) const
{
    const auto found = entries.find(id);
    if (found == entries.end() || id <= KC_ID_SYSTEM || levelOf(actor) >= 2 || id == actor)
        return found != entries.end();
    const kc_id tenant = found->second.tenant;
    const bool isNear = tenant == tenantOf(actor) || has(KC_REL_VIEW, tenant, tenantOf(actor));
    return isNear && (found->second.hidden == 0 || administersTenant(actor, tenant));
}

bool MemoryDirectory::administers(kc_id actor, kc_id id) const
{
    return id > KC_ID_SYSTEM && sees(actor, id) && administersTenant(actor, tenantOf(id)) &&
           entries.at(id).adminLevel <= levelOf(actor);
}

void MemoryDirectory::push(kc_id id, const Entry& entry, const Sink<kc_principal>& principals) const
{
    const std::string etag = std::to_string(entry.version);
    kc_user user{};
    user.size = sizeof user;
    user.kind = entry.kind;
    user.etag = str(etag);
    user.login = str(entry.login);
    user.fullname = str(entry.fullname);
    user.email = str(entry.email);
    user.aliases = str(entry.aliases);
    user.admin_level = entry.adminLevel;
    user.hidden = entry.hidden;
    user.features_on = str(entry.featuresOn);
    user.features_off = str(entry.featuresOff);
    user.quota = entry.quota;
    user.member_quota = entry.memberQuota;
    kc_principal row = kc::test::principalOf(id, user, entry.tenant);
    if (entry.tenant != 0)
        row.company = str(entries.at(entry.tenant).login);
    principals(row);
}

} // namespace kc::jmap::test
