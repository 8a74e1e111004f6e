// SPDX-License-Identifier: Apache-2.0
// What a client wants a principal to be: the object of a create or the patch of an update, checked
// property by property.
#pragma once

#include "PrincipalRelations.h"

namespace kc::jmap
{

/// One that is to be in a relation, or no more.
struct Link
{
    const Relation* relation;
    std::string path;  // as a patch would name it
    std::string other; // an id, or "#" and a creation id
    bool on;
};

/// What to set, as kc.directory/1 takes it. The secrets are wiped when it goes.
struct PrincipalPatch
{
    PrincipalPatch() = default;
    PrincipalPatch(const PrincipalPatch&) = delete;
    PrincipalPatch& operator=(const PrincipalPatch&) = delete;
    ~PrincipalPatch();

    std::string login, fullname, email, aliases, password, passwordHash;
    std::string featuresOn, featuresOff;
    kc_user_kind kind = KC_USER_ACTIVE;
    std::uint32_t adminLevel = 0;
    bool isHidden = false;
    kc_quota_record quota{}, memberQuota{};
    std::uint32_t fields = 0; // bits of kc_user_field
    std::vector<Link> links;
    std::vector<const Relation*> replaced; // whoever is in it and no link says so has to go
    std::vector<std::string> invalid;      // names of properties, or paths
    bool isLost = false;                   // a path leads to nothing: invalidPatch

    /// Borrows from this object.
    kc_user user() const;

    bool has(kc_user_field field) const { return (fields & field) != 0; }

    bool isFine() const { return invalid.empty() && !isLost; }
};

/// The object of a create.
void readNew(const Call& call, const Json& object, PrincipalPatch& patch);
/// The patch of an update. A property that only the server sets may be there if it is what it is
/// already (RFC 8620 §5.3).
void readPatch(const Call& call, const Json& object, const Principal& current,
               PrincipalPatch& patch);

} // namespace kc::jmap
