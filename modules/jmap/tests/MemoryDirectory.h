// SPDX-License-Identifier: Apache-2.0
// A directory in memory: SYSTEM, Everyone and whoever is created. With companies once there is one;
// an actor sees his own company and those whose view list names it. Fails on the n-th change if
// told so.
#pragma once

#include <kc/test/find_only_directory.hpp>
#include <kc/user.hpp>

#include <functional>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace kc::jmap::test
{

class MemoryDirectory final : public kc::test::FindOnlyDirectory
{
public:
    struct Entry
    {
        std::string login, fullname, email, aliases, password;
        kc_user_kind kind = KC_USER_ACTIVE;
        std::uint32_t adminLevel = 0;
        std::uint32_t hidden = 0;
        std::uint32_t version = 1;
        kc_id tenant = 0;
        std::string featuresOn{}, featuresOff{}, passwordHash{};
        kc_quota_record quota{}, memberQuota{};
    };

    MemoryDirectory()
    {
        entries[KC_ID_EVERYONE].login = "Everyone";
        entries[KC_ID_EVERYONE].kind = KC_USER_GROUP;
        entries[KC_ID_SYSTEM].login = "SYSTEM";
        entries[KC_ID_SYSTEM].adminLevel = 2;
    }

    kc_id add(Entry entry)
    {
        ++changes;
        entries[next] = std::move(entry);
        return next++;
    }

    Status find(Context&, kc_id actor, const kc_principal_query& query,
                Sink<kc_principal> principals) override;

    Status get(Context&, kc_id actor, kc_ids ids, Sink<kc_principal> principals) override;

    Status list(Context&, kc_id actor, const kc_principal_query& query,
                Sink<kc_principal> principals) override;

    Status related(Context&, kc_id actor, const kc_principal_relation& query,
                   Sink<kc_principal> principals) override;

    Status create(Context&, kc_id actor, const kc_user& user, sv password, kc_id& id) override;

    Status createAll(Context& context, kc_id actor, kc_new_users users,
                     Sink<kc_new_principal_answer> answers) override;

    Status update(Context&, kc_id actor, kc_id id, const kc_principal_change& change) override;

    Status remove(Context&, kc_id actor, kc_id id) override;

    Status relate(Context&, kc_id actor, const kc_principal_link& link) override;

    Status access(Context&, kc_id actor, kc_id id, std::uint32_t& rights) override;

    Status quota(Context&, kc_id id, kc_quota_limits& limits) override;

    Status sync(Context&, kc_id actor) override;

    Status clearCaches(Context&, kc_id actor) override;

    Status state(Context&, std::uint64_t& counter) override;

    bool has(kc_relation relation, kc_id holder, kc_id other) const
    {
        return relations.contains(std::make_tuple(relation, holder, other));
    }

    std::map<kc_id, Entry> entries;
    std::set<std::tuple<kc_relation, kc_id, kc_id>> relations; // holder, other
    kc_quota_record globalQuota{};
    kc_id next = 10;
    kc_id refused = 0; // cannot be related to anybody
    std::uint64_t changes = 1;
    bool isReadOnly = false;
    bool isDown = false;
    int failingChange = 0; // the n-th from now on
    int lists = 0, gets = 0, batches = 0, syncs = 0, clearings = 0;
    std::function<void()> onList; // in the next list(), once

private:
    void mayFail() const;

    void onChange();

    std::uint32_t levelOf(kc_id actor) const;

    kc_id tenantOf(kc_id id) const;

    /// "user@company".
    kc_id companyOf(sv login) const;

    bool administersTenant(kc_id actor, kc_id tenant) const;

    bool sees(kc_id actor, kc_id id) const;

    bool administers(kc_id actor, kc_id id) const;

    void push(kc_id id, const Entry& entry, const Sink<kc_principal>& principals) const;
};

} // namespace kc::jmap::test
