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
    Settings(const Config& config, bool hasTls);

    std::uint64_t maxFailedCommands;
    std::uint64_t maxMessageBytes;
    bool idle;
    bool publicFolders;
    bool expungeOnDelete;
    bool disablePlaintextAuth;
    bool hasTls;
    std::string hostname; ///< for the greeting; empty: none
    std::string tmpPath;
    std::chrono::nanoseconds idleTimeout;
};

} // namespace kc::imap
