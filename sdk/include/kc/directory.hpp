// SPDX-License-Identifier: Apache-2.0
// DRAFT kc.directory/1 in C++; the contract of each function stands in abi/draft/directory.h.
#pragma once

#include <kc/abi/draft/directory.h>
#include <kc/module.hpp>

namespace kc::inline sdk1
{

class Directory : public Service
{
public:
    static constexpr sv kInterface = KC_DIRECTORY;

    virtual Status find(Context&, sv name, std::uint32_t match, Sink<kc_principal> principals) = 0;
    virtual Status get(Context&, kc_ids ids, Sink<kc_principal> principals) = 0;
    virtual Status list(Context&, kc_id tenant, Sink<kc_principal> principals) = 0;
    virtual Status create(Context&, const kc_user& user, sv password, kc_id& id) = 0;
    virtual Status update(Context&, kc_id id, const kc_user& user, std::uint32_t fields,
                          sv password) = 0;
    virtual Status remove(Context&, kc_id id) = 0;

    static const kc_directory& table()
    {
        static constexpr kc_directory kTable{sizeof(kc_directory),
                                             Thunk<&Directory::find>::call,
                                             Thunk<&Directory::get>::call,
                                             Thunk<&Directory::list>::call,
                                             Thunk<&Directory::create>::call,
                                             Thunk<&Directory::update>::call,
                                             Thunk<&Directory::remove>::call};
        return kTable;
    }
};

class DirectoryProxy final : public Directory, private Bound<kc_directory>
{
public:
    using Bound::Bound;

    Status find(Context& context, sv name, std::uint32_t match,
                Sink<kc_principal> principals) override
    {
        return Proxy<&Directory::find>::call(_table->find, _self, context, name, match, principals);
    }

    Status get(Context& context, kc_ids ids, Sink<kc_principal> principals) override
    {
        return Proxy<&Directory::get>::call(_table->get, _self, context, ids, principals);
    }

    Status list(Context& context, kc_id tenant, Sink<kc_principal> principals) override
    {
        return Proxy<&Directory::list>::call(_table->list, _self, context, tenant, principals);
    }

    Status create(Context& context, const kc_user& user, sv password, kc_id& id) override
    {
        return Proxy<&Directory::create>::call(_table->create, _self, context, user, password, id);
    }

    Status update(Context& context, kc_id id, const kc_user& user, std::uint32_t fields,
                  sv password) override
    {
        return Proxy<&Directory::update>::call(_table->update, _self, context, id, user, fields,
                                               password);
    }

    Status remove(Context& context, kc_id id) override
    {
        return Proxy<&Directory::remove>::call(_table->remove, _self, context, id);
    }
};

} // namespace kc::inline sdk1
