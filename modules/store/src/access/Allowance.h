// SPDX-License-Identifier: Apache-2.0
// What one call may add to an account, found out before its closure. What is there already is
// tested, not what comes: one message may go beyond.
#pragma once

#include <cstdint>

namespace kc::store
{

struct Allowance
{
    std::uint64_t hard = 0;     ///< octets of the account; 0: no limit
    bool isCompanyFull = false; ///< all stores of its company together
    std::int64_t tenant = 0;    ///< the company
};

/// Whether a message that comes is a matter of quota.
enum class Quota : bool
{
    Ignored, ///< it was in the account before
    Counts
};

} // namespace kc::store
