// SPDX-License-Identifier: Apache-2.0
// Whose an account is (HolderKey.h), in memory, so that an owner's call costs one comparison. Who
// changes it forgets it here after the commit; what was read before that is not kept. The mutex
// guards the map and is a leaf.
#pragma once

#include "AccessStatements.h"

#include <atomic>
#include <shared_mutex>
#include <unordered_map>

namespace kc::store
{

class OwnerCache
{
public:
    OwnerCache(Sql sql, const AccessStatements& statements) : _sql{sql}, _statements{statements} {}

    /// Nothing: there is no such account. Throws Fault.
    std::optional<kc_id> find(Context& context, kc_id account);

    void forget(kc_id account);

private:
    std::optional<kc_id> remembered(kc_id account) const;

    const Sql _sql;
    const AccessStatements& _statements;
    mutable std::shared_mutex _mutex;
    std::unordered_map<kc_id, kc_id> _keys;
    std::uint64_t _generation = 0;
};

} // namespace kc::store
