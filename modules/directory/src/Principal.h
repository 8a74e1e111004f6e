// SPDX-License-Identifier: Apache-2.0
// One principal: a user's fields and the identity that this installation gave it. Immutable.
#pragma once

#include <kc/abi/draft/directory.h>
#include <kc/status.hpp>

#include <memory>
#include <string>

namespace kc::directory
{

/// A kc_user that owns its texts.
struct UserFields
{
    explicit UserFields(const kc_user& user);

    kc_user_kind kind;
    std::uint32_t adminLevel, hidden;
    std::string externalId, etag, login, fullname, email, aliases, company, homeServer;
};

class Principal
{
public:
    Principal(kc_id id, UserFields fields, sv ownServer);
    Principal(const Principal&) = delete;
    Principal& operator=(const Principal&) = delete;

    const kc_principal& raw() const { return _raw; }

    sv login() const { return _fields.login; }

    /// Memory it takes.
    std::size_t octets() const;

private:
    const UserFields _fields;
    kc_user _user{};
    kc_principal _raw{};
};

/// Shared by the cache and by calls that push it while the cache drops it.
using PrincipalPtr = std::shared_ptr<const Principal>;

/// Everyone or SYSTEM by identity; nothing for other ids.
PrincipalPtr builtIn(kc_id id);

/// The same by login.
PrincipalPtr builtIn(sv login);

/// ASCII letters in lower case: how logins, addresses and server names are compared.
std::string fold(sv text);

} // namespace kc::directory
