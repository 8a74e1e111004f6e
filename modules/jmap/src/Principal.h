// SPDX-License-Identifier: Apache-2.0
// A principal of any kind as this module keeps it for a call: a copy of what the directory pushed.
// The id is "p" and the number that the directory gave it.
#pragma once

#include "Call.h"

#include <kc/directory.hpp>

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace kc::jmap
{

inline constexpr std::uint32_t kKindsOfCompanies = KC_KIND(KC_USER_COMPANY);
inline constexpr std::uint32_t kAllKinds = ~0U;

/// A copy of a kc_principal.
struct Principal
{
    explicit Principal(const kc_principal& row);

    kc_id id;
    kc_id tenant; // a company's is itself
    kc_user_kind kind;
    std::string login, fullname, email, company, homeServer;
    std::vector<std::string> aliases;
    std::vector<std::string> features; // that are on
    std::string featuresOn, featuresOff;
    kc_quota_record quota, memberQuota;
    std::uint32_t adminLevel;
    bool isHidden;

    bool isOneOf(std::uint32_t kinds) const { return (kinds & KC_KIND(kind)) != 0; }
};

std::string idText(kc_id id);
/// 0 unless it is one of ours.
kc_id parseId(sv text, char letter = 'p');

const char* typeOf(kc_user_kind kind);
const char* kindName(kc_user_kind kind);
/// The kind of that name; nothing if there is none.
std::optional<kc_user_kind> kindNamed(sv name);
/// One that a client may make.
bool isMakeable(kc_user_kind kind);
/// The full name, or the login of who has none.
const std::string& nameOf(const Principal& principal);

/// Those that the caller sees and that are there, in any order. Throws Fault.
std::vector<Principal> getPrincipals(const Call& call, const std::vector<kc_id>& ids);
/// Visits those that the caller sees, company by company, by login. False: there is no such
/// company, as far as the caller knows. Throws Fault.
bool listPrincipals(const Call& call, kc_id tenant, std::uint32_t kinds,
                    const std::function<void(const kc_principal&)>& visit);
/// The one that the caller sees with that login. Throws Fault.
std::optional<Principal> findLogin(const Call& call, sv login, std::uint32_t kinds);
/// A company by name or id; 0 if the caller sees none. Throws Fault.
kc_id findCompany(const Call& call, const std::string& nameOrId);
/// Does the caller administer it? Throws Fault.
bool isAdministered(const Call& call, kc_id id);
/// The state string of all principals (RFC 8620 §5.1). Throws Fault.
std::string principalState(const Call& call);

} // namespace kc::jmap
