// SPDX-License-Identifier: Apache-2.0
// The module's options as an immutable snapshot; a session keeps the one it began with.
#pragma once

#include <kc/config.hpp>

#include <chrono>
#include <cstdint>
#include <string>

namespace kc::imap
{

struct Settings
{
    explicit Settings(const Config& config);

    std::uint64_t maxFailedCommands;
    std::uint64_t maxMessageBytes;
    bool idle;
    bool expungeOnDelete;
    bool disablePlaintextAuth;
    std::string hostname; ///< for the greeting; empty: none
    std::string tmpPath;
    std::chrono::nanoseconds loginTimeout;
    std::chrono::nanoseconds idleTimeout;
};

} // namespace kc::imap
