// SPDX-License-Identifier: Apache-2.0
// The module's options as an immutable snapshot; a session keeps the one it began with.
#pragma once

#include <kc/config.hpp>

#include <chrono>
#include <cstdint>
#include <string>

namespace kc::pop3
{

struct Settings
{
    Settings(const Config& config, bool hasTls);

    std::uint64_t maxFailedLogins;
    std::uint64_t maxFailedCommands;
    bool disablePlaintextAuth;
    bool hasTls;
    std::string hostname; ///< for the greeting; empty: none
    std::chrono::nanoseconds idleTimeout;
};

/// Where to listen without and with TLS from the first octet, as new and old options say it.
std::string plainAddresses(const Config& config);
std::string tlsAddresses(const Config& config);

} // namespace kc::pop3
