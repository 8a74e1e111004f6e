// SPDX-License-Identifier: Apache-2.0
// How much an account may hold, as configured: octets, 0 for no limit. A reload sets them while
// closures read them, each on its own.
#pragma once

#include <atomic>
#include <cstdint>

namespace kc::store
{

struct Limits
{
    std::atomic<std::uint64_t> warn{0}, soft{0}, hard{0};
};

/// Whether a message that comes is a matter of quota.
enum class Quota : bool
{
    Ignored, ///< it was in the account before
    Counts
};

} // namespace kc::store
