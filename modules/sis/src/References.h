// SPDX-License-Identifier: Apache-2.0
// The tables: which copies there are (sis_blob) and who refers to them (sis_ref). Every function
// that takes a transaction decides and writes within it.
#pragma once

#include "ContentReader.h"
#include "Generation.h"

#include <kc/sql.hpp>

#include <optional>
#include <vector>

namespace kc::sis
{

/// A row of sis_blob.
struct KnownCopy
{
    std::int64_t id = 0;
    Copy copy;
    bool marked = false; // nothing refers to it; the sweep will have it
};

class References
{
public:
    /// Makes the tables and registers the statements. Throws Fault.
    References(Context& context, const Sql& sql);

    std::optional<KnownCopy> find(Context& context, sv digest) const;
    std::optional<KnownCopy> find(SqlTx& tx, sv digest) const;

    /// Adds a reference to the content's row, which is made from `copy` if there is none and `copy`
    /// is not older than `grace`. KC_EBUSY if it is: its octets may be gone.
    Status refer(SqlTx& tx, const Copy& copy, sv owner, kc_id holder, Milliseconds now,
                 Milliseconds grace) const;

    /// Points a row whose octets are lost to a new copy of the same content.
    void heal(SqlTx& tx, const KnownCopy& lost, const Copy& copy) const;

    /// Drops a holder's references and marks what is left without any.
    void unrefer(SqlTx& tx, sv owner, kc_id holder, Milliseconds now) const;

    /// Removes up to `limit` rows that were marked before `until` and gives their copies.
    std::vector<Copy> takeMarked(SqlTx& tx, Milliseconds until, std::int64_t limit) const;

    const Sql& sql() const { return _sql; }

private:
    std::int64_t rowFor(SqlTx& tx, const Copy& copy) const;

    Sql _sql;
    std::int32_t _find, _insert, _unmark, _mark, _listMarked, _remove, _heal;
    std::int32_t _addRef, _refsOf, _dropRefs;
};

} // namespace kc::sis
