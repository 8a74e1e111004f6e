// SPDX-License-Identifier: Apache-2.0
// What the load generators tell alike: CPU of their own, percentiles.
#pragma once

#include <cstdint>
#include <sys/resource.h>
#include <vector>

inline double ownCpuSeconds()
{
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    const auto seconds = [](const timeval& t)
    { return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6; };
    return seconds(used.ru_utime) + seconds(used.ru_stime);
}

/// Of sorted microseconds.
inline double percentileMillis(const std::vector<std::uint32_t>& sorted, double share)
{
    const auto at = static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1));
    return static_cast<double>(sorted[at]) / 1000.0;
}
