// SPDX-License-Identifier: Apache-2.0
// DRAFT kc.directory/1 in C++; the contract of each function stands in abi/draft/directory.h.
#pragma once

#include <kc/abi/draft/directory.h>
#include <kc/user.hpp>

namespace kc::inline sdk1
{

/// Whoever has that name, of any kind but companies.
inline kc_principal_query named(sv name, std::uint32_t match = KC_MATCH_LOGIN | KC_MATCH_ADDRESS,
                                std::uint32_t kinds = 0)
{
    return {sizeof(kc_principal_query), match, kinds, 0, 0, str(name)};
}

/// All in a company (0: wherever the actor sees them).
inline kc_principal_query membersOf(kc_id tenant, std::uint32_t kinds = 0)
{
    return {sizeof(kc_principal_query), 0, kinds, 0, tenant, {nullptr, 0}};
}

class Directory : public Service
{
public:
    static constexpr sv kInterface = KC_DIRECTORY;

    virtual Status find(Context&, kc_id actor, const kc_principal_query& query,
                        Sink<kc_principal> principals) = 0;
    virtual Status get(Context&, kc_id actor, kc_ids ids, Sink<kc_principal> principals) = 0;
    virtual Status list(Context&, kc_id actor, const kc_principal_query& query,
                        Sink<kc_principal> principals) = 0;
    virtual Status related(Context&, kc_id actor, const kc_principal_relation& query,
                           Sink<kc_principal> principals) = 0;
    virtual Status create(Context&, kc_id actor, const kc_user& user, sv password, kc_id& id) = 0;
    virtual Status update(Context&, kc_id actor, kc_id id, const kc_principal_change& change) = 0;
    virtual Status remove(Context&, kc_id actor, kc_id id) = 0;
    virtual Status relate(Context&, kc_id actor, const kc_principal_link& link) = 0;
    virtual Status access(Context&, kc_id actor, kc_id id, std::uint32_t& rights) = 0;
    virtual Status quota(Context&, kc_id id, kc_quota_limits& limits) = 0;
    virtual Status sync(Context&, kc_id actor) = 0;
    virtual Status clearCaches(Context&, kc_id actor) = 0;
    virtual Status state(Context&, std::uint64_t& changes) = 0;
    virtual Status createAll(Context&, kc_id actor, kc_new_users users,
                             Sink<kc_new_principal_answer> answers) = 0;

    static const kc_directory& table()
    {
        static constexpr kc_directory kTable{sizeof(kc_directory),
                                             Thunk<&Directory::find>::call,
                                             Thunk<&Directory::get>::call,
                                             Thunk<&Directory::list>::call,
                                             Thunk<&Directory::related>::call,
                                             Thunk<&Directory::create>::call,
                                             Thunk<&Directory::update>::call,
                                             Thunk<&Directory::remove>::call,
                                             Thunk<&Directory::relate>::call,
                                             Thunk<&Directory::access>::call,
                                             Thunk<&Directory::quota>::call,
                                             Thunk<&Directory::sync>::call,
                                             Thunk<&Directory::clearCaches>::call,
                                             Thunk<&Directory::state>::call,
                                             Thunk<&Directory::createAll>::call};
        return kTable;
    }
};

class DirectoryProxy final : public Directory, private Bound<kc_directory>
{
public:
    using Bound::Bound;

    Status find(Context& context, kc_id actor, const kc_principal_query& query,
                Sink<kc_principal> principals) override
    {
        return Proxy<&Directory::find>::call(_table->find, _self, context, actor, query,
                                             principals);
    }

    Status get(Context& context, kc_id actor, kc_ids ids, Sink<kc_principal> principals) override
    {
        return Proxy<&Directory::get>::call(_table->get, _self, context, actor, ids, principals);
    }

    Status list(Context& context, kc_id actor, const kc_principal_query& query,
                Sink<kc_principal> principals) override
    {
        return Proxy<&Directory::list>::call(_table->list, _self, context, actor, query,
                                             principals);
    }

    Status related(Context& context, kc_id actor, const kc_principal_relation& query,
                   Sink<kc_principal> principals) override
    {
        return Proxy<&Directory::related>::call(_table->related, _self, context, actor, query,
                                                principals);
    }

    Status create(Context& context, kc_id actor, const kc_user& user, sv password,
                  kc_id& id) override
    {
        return Proxy<&Directory::create>::call(_table->create, _self, context, actor, user,
                                               password, id);
    }

    Status update(Context& context, kc_id actor, kc_id id,
                  const kc_principal_change& change) override
    {
        return Proxy<&Directory::update>::call(_table->update, _self, context, actor, id, change);
    }

    Status remove(Context& context, kc_id actor, kc_id id) override
    {
        return Proxy<&Directory::remove>::call(_table->remove, _self, context, actor, id);
    }

    Status relate(Context& context, kc_id actor, const kc_principal_link& link) override
    {
        return Proxy<&Directory::relate>::call(_table->relate, _self, context, actor, link);
    }

    Status access(Context& context, kc_id actor, kc_id id, std::uint32_t& rights) override
    {
        return Proxy<&Directory::access>::call(_table->access, _self, context, actor, id, rights);
    }

    Status quota(Context& context, kc_id id, kc_quota_limits& limits) override
    {
        return Proxy<&Directory::quota>::call(_table->quota, _self, context, id, limits);
    }

    Status sync(Context& context, kc_id actor) override
    {
        return Proxy<&Directory::sync>::call(_table->sync, _self, context, actor);
    }

    Status clearCaches(Context& context, kc_id actor) override
    {
        return Proxy<&Directory::clearCaches>::call(_table->clear_caches, _self, context, actor);
    }

    Status state(Context& context, std::uint64_t& changes) override
    {
        return Proxy<&Directory::state>::call(_table->state, _self, context, changes);
    }

    Status createAll(Context& context, kc_id actor, kc_new_users users,
                     Sink<kc_new_principal_answer> answers) override
    {
        return Proxy<&Directory::createAll>::call(_table->create_all, _self, context, actor, users,
                                                  answers);
    }
};

} // namespace kc::inline sdk1
