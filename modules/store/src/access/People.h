// SPDX-License-Identifier: Apache-2.0
// What the store wants to know of the directory. A directory that cannot tell is a Fault: it gives
// no rights and takes away no store.
#pragma once

#include <kc/directory.hpp>

#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace kc::store
{

struct Person
{
    kc_id id = 0, tenant = 0;
    kc_user_kind kind = KC_USER_ACTIVE;
    std::uint32_t adminLevel = 0;
    std::string login;

    bool hasPrivateStore() const { return (KC_KIND(kind) & KC_KINDS_WITH_STORE) != 0; }
};

using PeopleById = std::unordered_map<kc_id, Person>;

class People
{
public:
    People(Directory& directory, bool isHosted) : _directory{directory}, _isHosted{isHosted} {}

    bool isHosted() const { return _isHosted; }

    /// Those of them who exist; only who the actor sees, if he is not SYSTEM.
    PeopleById find(Context& context, std::span<const kc_id> ids, kc_id actor = KC_ID_SYSTEM);
    std::optional<Person> find(Context& context, kc_id id);

    /// An administrator of the whole installation.
    bool isSystemAdmin(const Person& person) const
    {
        return person.adminLevel >= (_isHosted ? 2U : 1U);
    }

    /// Bits of kc_access; 0: the actor does not see him, or there is none.
    std::uint32_t access(Context& context, kc_id actor, kc_id id);

    /// Groups that rights may be given to, and their groups; Everyone is not among them.
    std::vector<kc_id> groupsOf(Context& context, kc_id member);

    /// Limits of a principal's store, or of a company; none if there is no such principal.
    kc_quota_limits limits(Context& context, kc_id id);

private:
    Directory& _directory;
    const bool _isHosted;
};

} // namespace kc::store
