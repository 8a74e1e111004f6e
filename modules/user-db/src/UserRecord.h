// SPDX-License-Identifier: Apache-2.0
// An object as the table keeps it, owning its texts; and what a change does to it.
#pragma once

#include "Schema.h"

#include <kc/abi/draft/user.h>
#include <kc/status.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace kc::userdb
{

struct UserRecord
{
    std::int64_t id = 0;
    std::int64_t revision = 0; // grows with each change
    kc_user_kind kind = KC_USER_ACTIVE;
    std::uint32_t adminLevel = 0;
    std::uint32_t hidden = 0;
    std::int64_t scope = kNoCompany;
    std::string login, fullname, email, aliases, homeServer, featuresOn, featuresOff;
    kc_quota_record quota{}, memberQuota{};
    std::string password; // PHC string; empty: nobody can log in as this user

    /// Takes over the fields of `user` that `fields` (bits of kc_user_field) names, but not the
    /// password.
    void apply(const kc_user& user, std::uint32_t fields);

    bool isKindOf(std::uint32_t kinds) const { return (kinds & KC_KIND(kind)) != 0; }
};

/// All fields that a new user brings.
inline constexpr std::uint32_t kAllFields =
    KC_USER_LOGIN | KC_USER_FULLNAME | KC_USER_EMAIL | KC_USER_ALIASES | KC_USER_KIND |
    KC_USER_ADMIN_LEVEL | KC_USER_HIDDEN | KC_USER_HOME_SERVER | KC_USER_IN_COMPANY |
    KC_USER_FEATURES | KC_USER_QUOTA | KC_USER_MEMBER_QUOTA;

/// Throws KC_EINVAL with the reason if one of the named fields cannot be stored.
void requireValid(const kc_user& user, std::uint32_t fields);

/// How a quota is kept: "" for none of its own, else three numbers.
std::string quotaText(const kc_quota_record& quota);
kc_quota_record parseQuota(sv text);

/// A decimal id as UserRow writes it; nothing for any other text.
std::optional<std::int64_t> parseId(sv text);

/// The row that UserBackend pushes; borrows from the record.
class UserRow
{
public:
    explicit UserRow(const UserRecord& record);
    UserRow(const UserRow&) = delete;
    UserRow& operator=(const UserRow&) = delete;

    const kc_user& raw() const { return _raw; }

private:
    std::string _id, _etag, _company;
    kc_user _raw{};
};

} // namespace kc::userdb
