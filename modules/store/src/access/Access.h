// SPDX-License-Identifier: Apache-2.0
// Whether the context's actor may do what it asks for. The owner of the store costs one comparison
// with what is remembered; others are looked at anew in each call: the directory says whether they
// see its owner, administer him and what groups they are in, the permissions the rest.
#pragma once

#include "OwnerCache.h"
#include "People.h"
#include "Standing.h"

#include "HolderKey.h"

namespace kc::store
{

struct AccessRules
{
    std::atomic<bool> restrictsAdmins{false}; ///< administrators have rights on folders only
    std::atomic<bool> creatorsHaveAccess{true};
};

class Access
{
public:
    Access(Sql sql, const AccessStatements& statements, OwnerCache& owners, People& people,
           const AccessRules& rules)
        : _sql{sql}, _statements{statements}, _owners{owners}, _people{people}, _rules{rules}
    {
    }

    /// KC_ENOTFOUND: it sees no such store.
    Status store(Context& context, kc_id account, Standing& standing);

    /// The same, and KC_EDENIED for who is neither owner nor administrator.
    Status wholeStore(Context& context, kc_id account);

    /// `needed`: bits of kc_right, all of them. KC_ENOTFOUND: it sees no such mailbox; KC_EDENIED.
    Status mailbox(Context& context, kc_id mailbox, std::uint32_t needed)
    {
        Standing standing;
        std::uint32_t rights = 0;
        return this->mailbox(context, mailbox, needed, standing, rights);
    }

    Status mailbox(Context& context, kc_id mailbox, std::uint32_t needed, Standing& standing,
                   std::uint32_t& rights);

    /// SYSTEM, or an administrator of the installation: KC_EDENIED for others.
    Status installation(Context& context);

    /// KC_EDENIED for all but SYSTEM.
    static Status systemOnly(Context& context);

    /// May the actor administer him? KC_ENOTFOUND if it does not see him.
    Status principal(Context& context, kc_id principal);

    OwnerCache& owners() { return _owners; }

    People& people() { return _people; }

    const AccessRules& rules() const { return _rules; }

private:
    std::uint32_t adminRights() const;
    Status orphan(Context& context, kc_id account, const Person& actor, Standing& standing);
    Status others(Context& context, kc_id account, kc_id key, Standing& standing);
    Status readEntries(Context& context, kc_id account, std::span<const kc_id> identities,
                       Standing& standing);

    const Sql _sql;
    const AccessStatements& _statements;
    OwnerCache& _owners;
    People& _people;
    const AccessRules& _rules;
};

/// What a right to "all" or to "own" of something comes to: nothing of it is KC_EDENIED.
enum class Reach
{
    None,
    Own,
    All
};

constexpr Reach reach(std::uint32_t rights, kc_right all, kc_right own)
{
    return (rights & all) != 0 ? Reach::All : (rights & own) != 0 ? Reach::Own : Reach::None;
}

} // namespace kc::store
