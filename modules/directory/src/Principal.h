// SPDX-License-Identifier: Apache-2.0
// One principal: an object's fields, and the identity and names that this installation gave it.
// Immutable.
#pragma once

#include "BoundedCache.h"

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
    std::string externalId, etag, login, fullname, email, aliases, company, homeServer, featuresOn,
        featuresOff;
    kc_quota_record quota, memberQuota;
};

/// What the directory adds.
struct Shown
{
    kc_id id = 0, tenant = 0;
    std::string login, company, features, storeName;
    bool isLocal = true;
};

class Principal
{
public:
    Principal(Shown shown, UserFields fields);
    Principal(const Principal&) = delete;
    Principal& operator=(const Principal&) = delete;

    const kc_principal& raw() const { return _raw; }

    const UserFields& fields() const { return _fields; }

    kc_id id() const { return _shown.id; }

    kc_id tenant() const { return _shown.tenant; }

    sv login() const { return _shown.login; }

    bool isKindOf(std::uint32_t kinds) const { return (kinds & KC_KIND(_fields.kind)) != 0; }

    bool isCompany() const { return _fields.kind == KC_USER_COMPANY; }

    bool isBuiltIn() const { return id() == KC_ID_EVERYONE || id() == KC_ID_SYSTEM; }

    /// Memory it takes.
    std::size_t octets() const;

private:
    const UserFields _fields;
    const Shown _shown;
    kc_user _user{};
    kc_principal _raw{};
};

using PrincipalPtr = std::shared_ptr<const Principal>;
using PrincipalCache = BoundedCache<Principal>;

/// Everyone or SYSTEM by identity; nothing for other ids.
PrincipalPtr builtIn(kc_id id);

/// The same by login.
PrincipalPtr builtIn(sv login);

/// ASCII letters in lower case: how logins, addresses and server names are compared.
std::string fold(sv text);

} // namespace kc::directory
