// SPDX-License-Identifier: Apache-2.0
// The table dir_principal: which identity stands for which object of which user backend. A row is
// never removed, so that an identity never comes to mean somebody else.
#pragma once

#include "Principal.h"

#include <kc/sql.hpp>

#include <optional>
#include <span>
#include <vector>

namespace kc::directory
{

/// An object that the backend has just shown.
struct Sighting
{
    const UserFields* user;
    kc_id tenant; // 0 for a company: it is its own
    std::string shown;
};

/// A row.
struct Identity
{
    kc_id id = 0, tenant = 0;
    kc_user_kind kind = KC_USER_ACTIVE;
    bool isGone = false;
    std::string external, shown;
};

class IdentityTable
{
public:
    struct Identified
    {
        std::vector<kc_id> ids;         // in the order of the sightings
        std::vector<std::size_t> isNew; // places in it
        bool hasChanged = false;        // something is not as it was seen last
    };

    /// `backend` is the module that the users come from: the same id in another one is another
    /// user. Brings the table up to date; throws when the database cannot.
    IdentityTable(Context& context, const Sql& sql, sv backend);

    /// New identities are made, and changes noted, in one transaction. In safe mode who has come
    /// is not noted as being there: outside of it he is new.
    Identified identify(Context& context, std::span<const Sighting> sightings,
                        bool isSafeMode) const;

    /// Nothing if there is none of this backend.
    std::optional<Identity> find(Context& context, kc_id id) const;

    /// The tenant of an identity; -1 if there is none, told with the same work.
    kc_id tenantOf(Context& context, kc_id id) const;

    /// At most `limit` objects that are not known to be gone, with ids above `after`.
    std::vector<Identity> page(Context& context, kc_id after, std::uint32_t limit) const;

    /// Notes that an object is gone; false if that was known.
    bool markGone(Context& context, kc_id id) const;

private:
    struct Known
    {
        kc_id id = 0;
        bool isChanged = false, wasGone = false;
    };

    Known known(SqlTx& tx, const Sighting& sighting, bool isSafeMode) const;
    kc_id insert(SqlTx& tx, const Sighting& sighting, bool isSafeMode) const;
    void update(SqlTx& tx, const Known& known, const Sighting& sighting, bool isSafeMode) const;

    Sql _sql;
    std::string _backend;
    std::int32_t _byExternal, _byId, _tenantOf, _page, _insert, _update, _markGone;
};

} // namespace kc::directory
