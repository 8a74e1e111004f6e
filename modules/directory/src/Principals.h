// SPDX-License-Identifier: Apache-2.0
// kc.directory/1: principals over the user backend, resolved when asked for.
#pragma once

#include "IdentityTable.h"
#include "PrincipalCache.h"

#include <kc/directory.hpp>
#include <kc/user.hpp>

#include <functional>

namespace kc::directory
{

/// What start() finds: services, and what it is called here.
struct Backing
{
    kc_service users;
    std::optional<kc_service> writer;
    std::string ownServer;
    PrincipalCache::Limits cache;
};

class Principals final : public Directory
{
public:
    /// Once, before any other function.
    void open(Context& context, const Sql& sql, const Backing& backing);

    Status find(Context& context, sv name, std::uint32_t match,
                Sink<kc_principal> principals) override;
    Status get(Context& context, kc_ids ids, Sink<kc_principal> principals) override;
    Status list(Context& context, kc_id tenant, Sink<kc_principal> principals) override;
    Status create(Context& context, const kc_user& user, sv password, kc_id& id) override;
    Status update(Context& context, kc_id id, const kc_user& user, std::uint32_t fields,
                  sv password) override;
    Status remove(Context& context, kc_id id) override;

private:
    using Change = std::function<Status(UserWriter&, sv external)>;

    Status lookUp(Context& context, sv name, std::uint32_t match, PrincipalPtr& found);
    Status collect(Context& context, std::vector<PrincipalPtr>& all);
    PrincipalPtr byId(Context& context, kc_id id);
    Status change(Context& context, kc_id id, const Change& change);

    std::optional<UserBackendProxy> _users;
    std::optional<UserWriterProxy> _writer;
    std::optional<IdentityTable> _identities;
    std::string _ownServer;
    PrincipalCache _cache;
};

} // namespace kc::directory
