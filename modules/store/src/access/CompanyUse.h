// SPDX-License-Identifier: Apache-2.0
// What all stores of a company hold together, for the few that have a limit: a sum that is taken
// anew every few seconds, and to which what comes in between is added. No counter in the database,
// which all its accounts would wait for. The mutex guards the map and is a leaf.
#pragma once

#include "AccessStatements.h"

#include <chrono>
#include <mutex>
#include <unordered_map>

namespace kc::store
{

class CompanyUse
{
public:
    using Clock = std::chrono::steady_clock;

    CompanyUse(Sql sql, const AccessStatements& statements) : _sql{sql}, _statements{statements} {}

    /// Octets. Throws Fault.
    std::uint64_t of(Context& context, kc_id tenant, Clock::time_point now = Clock::now());

    /// So many have come since; 0 is no company.
    void add(kc_id tenant, std::uint64_t octets);

    static constexpr std::chrono::seconds kLifetime{5};

private:
    struct Sum
    {
        std::uint64_t octets;
        Clock::time_point taken;
    };

    const Sql _sql;
    const AccessStatements& _statements;
    std::mutex _mutex;
    std::unordered_map<kc_id, Sum> _sums;
};

} // namespace kc::store
