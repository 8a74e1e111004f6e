// SPDX-License-Identifier: Apache-2.0
// The one clock that deadlines, time-outs and intervals are measured with.
#pragma once

#include <chrono>
#include <cstdint>
#include <ctime>
#include <limits>

namespace kc::kernel
{

inline constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();
inline constexpr std::int64_t kMillisecond = 1'000'000;
inline constexpr std::int64_t kSecond = 1'000'000'000;

/// CLOCK_MONOTONIC in nanoseconds.
inline std::int64_t monotonicNow()
{
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * kSecond + now.tv_nsec;
}

/// The same as the standard library's clocks want it.
inline std::chrono::steady_clock::time_point timePoint(std::int64_t monotonic)
{
    return std::chrono::steady_clock::time_point{std::chrono::nanoseconds{monotonic}};
}

/// `from` + `span`, kNever instead of an overflow.
inline std::int64_t after(std::int64_t from, std::int64_t span)
{
    std::int64_t sum = 0;
    return __builtin_add_overflow(from, span, &sum) ? kNever : sum;
}

} // namespace kc::kernel
