// SPDX-License-Identifier: Apache-2.0
// The limits in force while one request is answered.
#pragma once

#include <cstdint>

namespace kc::jmap
{

inline constexpr std::size_t kMaxJsonDepth = 64;

struct Limits
{
    std::uint64_t maxSizeRequest = 10'485'760;
    std::uint64_t maxConcurrentRequests = 8;
    std::uint64_t maxCallsInRequest = 32;
    std::uint64_t maxObjectsInGet = 1000;
    std::uint64_t maxObjectsInSet = 500;
    std::uint64_t maxSizeUpload = 67'108'864;
    std::uint64_t maxConcurrentUpload = 4;
    std::uint64_t uploadQuota = 1'073'741'824; // of one user, all unused uploads together
};

} // namespace kc::jmap
