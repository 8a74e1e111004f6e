// SPDX-License-Identifier: Apache-2.0
// What a client wants a principal to be: the object of a create or the patch of an update, checked
// property by property.
#pragma once

#include "Person.h"

namespace kc::jmap
{

/// The fields to set, as kc.directory/1 takes them. The password is wiped when it goes.
struct PersonPatch
{
    PersonPatch() = default;
    PersonPatch(const PersonPatch&) = delete;
    PersonPatch& operator=(const PersonPatch&) = delete;
    ~PersonPatch();

    std::string login, fullname, email, aliases, password;
    kc_user_kind kind = KC_USER_ACTIVE;
    std::uint32_t adminLevel = 0;
    bool isHidden = false;
    std::uint32_t fields = 0;         // bits of kc_user_field
    std::vector<std::string> invalid; // names of properties

    /// Borrows from this object.
    kc_user user() const;

    bool has(kc_user_field field) const { return (fields & field) != 0; }
};

/// `current` is null for a create. A property that only the server sets may be there if it is what
/// it is already (RFC 8620 §5.3).
void readPatch(const Call& call, const Json& object, const Person* current, PersonPatch& patch);

} // namespace kc::jmap
