// SPDX-License-Identifier: Apache-2.0
// Who the last request of a connection was from, so that the next one with the same credentials
// costs no password hash. Short-lived: a user who was disabled, or has a new password, is asked
// again within seconds. It keeps no password: credentials are known again by an HMAC.
#pragma once

#include "Gate.h"

#include <array>
#include <chrono>
#include <string>

namespace kc::httpd
{

class RecentLogin
{
public:
    using Clock = std::chrono::steady_clock;
    static constexpr std::chrono::seconds kLifetime{10};

    /// The caller, if remember() was called with the same Authorization field (empty: there was
    /// none) less than kLifetime before `now`.
    const Caller* find(sv authorization, Clock::time_point now) const;

    void remember(sv authorization, const Caller& caller, Clock::time_point now);

    void forget() { _until = {}; }

private:
    std::array<unsigned char, 32> _proof{};
    Clock::time_point _until{};
    Caller _caller;
};

} // namespace kc::httpd
