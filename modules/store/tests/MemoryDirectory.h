// SPDX-License-Identifier: Apache-2.0
// kc.directory/1 as the store asks it, in memory. Whoever it has not been told of is a user without
// rights, unless it is told who there is at all.
#pragma once

#include <kc/test/find_only_directory.hpp>

#include <atomic>
#include <map>
#include <set>

namespace kc::store::test
{

class MemoryDirectory final : public kc::test::FindOnlyDirectory
{
public:
    struct Entry
    {
        kc_id tenant = 0;
        kc_user_kind kind = KC_USER_ACTIVE;
        std::uint32_t level = 0;
        std::string login;
    };

    std::map<kc_id, Entry> known;
    std::set<kc_id> gone;
    std::map<kc_id, std::vector<kc_id>> groups;    // of a member
    std::set<std::pair<kc_id, kc_id>> views;       // who, and which company he sees as well
    std::set<std::pair<kc_id, kc_id>> administers; // who, and which company
    std::map<kc_id, kc_quota_limits> quotas;       // others have this one:
    kc_quota_limits standard{sizeof(kc_quota_limits), KC_QUOTA_GLOBAL, 0, 0, 0};
    bool isHosted = false;
    std::atomic<bool> isDown{false};
    std::atomic<int> calls{0};

    Status get(Context&, kc_id actor, kc_ids ids, Sink<kc_principal> principals) override
    {
        if (isRefused())
            return KC_EUNAVAIL;
        for (std::size_t i = 0; i < ids.n; ++i)
        {
            if (ids.p[i] <= 0 || gone.contains(ids.p[i]) || !sees(actor, ids.p[i]))
                continue;
            const Entry found = entry(ids.p[i]);
            kc_user user{};
            user.size = sizeof user;
            user.kind = found.kind;
            user.admin_level = found.level;
            user.login = str(found.login);
            if (!principals(kc::test::principalOf(ids.p[i], user, found.tenant)))
                break;
        }
        return KC_OK;
    }

    Status access(Context&, kc_id actor, kc_id id, std::uint32_t& rights) override
    {
        if (isRefused())
            return KC_EUNAVAIL;
        if (gone.contains(id) || !sees(actor, id))
            return KC_ENOTFOUND;
        const Entry who = entry(actor), whom = entry(id);
        const bool isAdmin = actor == KC_ID_SYSTEM || who.level >= (isHosted ? 2U : 1U) ||
                             (who.level == 1 && who.tenant == whom.tenant) ||
                             administers.contains({actor, whom.tenant});
        rights = KC_ACCESS_SEES;
        if (isAdmin)
            rights |= KC_ACCESS_ADMINISTERS;
        return KC_OK;
    }

    Status related(Context&, kc_id, const kc_principal_relation& query,
                   Sink<kc_principal> principals) override
    {
        if (isRefused())
            return KC_EUNAVAIL;
        std::vector<kc_id> all = groups[query.id];
        all.push_back(KC_ID_EVERYONE);
        for (const kc_id id : all)
        {
            kc_user user{};
            user.size = sizeof user;
            user.kind = id == KC_ID_EVERYONE ? KC_USER_GROUP : entry(id).kind;
            (void)principals(kc::test::principalOf(id, user));
        }
        return KC_OK;
    }

    Status quota(Context&, kc_id id, kc_quota_limits& limits) override
    {
        if (isRefused())
            return KC_EUNAVAIL;
        const auto own = quotas.find(id);
        if (own == quotas.end() && entry(id).kind == KC_USER_COMPANY)
            return KC_OK;
        limits = own == quotas.end() ? standard : own->second;
        return gone.contains(id) ? KC_ENOTFOUND : KC_OK;
    }

    Status find(Context&, kc_id, const kc_principal_query&, Sink<kc_principal>) override
    {
        return KC_ENOTSUP;
    }

private:
    bool isRefused()
    {
        ++calls;
        return isDown;
    }

    Entry entry(kc_id id) const
    {
        const auto found = known.find(id);
        return found != known.end() ? found->second
                                    : Entry{0, KC_USER_ACTIVE, 0, std::to_string(id)};
    }

    bool sees(kc_id actor, kc_id id) const
    {
        const Entry who = entry(actor);
        return actor == KC_ID_SYSTEM || !isHosted || who.level >= 2 ||
               who.tenant == entry(id).tenant || views.contains({actor, entry(id).tenant});
    }
};

} // namespace kc::store::test
