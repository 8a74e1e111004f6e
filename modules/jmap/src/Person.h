// SPDX-License-Identifier: Apache-2.0
// A principal as JMAP shows it (RFC 9670 §2), with KC's own properties under "kc:". The id is "p"
// and the number that the directory gave it.
#pragma once

#include "Call.h"

#include <optional>
#include <string>
#include <vector>

namespace kc::jmap
{

/// A copy of a kc_principal.
struct Person
{
    explicit Person(const kc_principal& principal);

    kc_id id;
    kc_id tenant;
    kc_user_kind kind;
    std::string etag, login, fullname, email, company, homeServer;
    std::vector<std::string> aliases;
    std::uint32_t adminLevel;
    bool isHidden;
};

std::string idText(kc_id id);
/// 0 unless it is one of ours.
kc_id parseId(sv text);

const char* typeOf(const Person& person);
const char* kindOf(const Person& person);
/// The kind of that name, of those that a client may ask for.
std::optional<kc_user_kind> kindNamed(const std::string& name);
/// The full name, or the login of who has none.
const std::string& nameOf(const Person& person);

/// All property names; those under "kc:" only in the admin capability.
std::vector<std::string> propertyNames(const Call& call);
bool isProperty(const Call& call, const std::string& name);
/// What the caller may not know of this person is left out.
Json toJson(const Call& call, const Person& person, const std::vector<std::string>& properties);

/// May the caller know that it exists? The directory gives none of companies that he does not see;
/// missing and hidden read the same.
bool isVisible(const Call& call, const Person& person);
/// May the caller try to change or remove it? The directory has the last word.
bool isChangeable(const Call& call, const Person& person);

std::vector<Person> listPersons(const Call& call);
std::vector<Person> getPersons(const Call& call, const std::vector<kc_id>& ids);
/// The state string of all principals (RFC 8620 §5.1). Reads the whole directory: kc.directory/1
/// has no counter of changes.
std::string stateOf(const std::vector<Person>& all);

} // namespace kc::jmap
