// SPDX-License-Identifier: Apache-2.0
// The command line of lmtp-load.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

struct LoadOptions
{
    std::uint16_t port = 0;
    std::uint64_t sessions = 16;
    std::uint64_t messages = 1000;
    std::uint64_t users = 100;
    std::uint64_t firstUser = 0;
    std::uint64_t recipients = 1;
    std::size_t sizeBytes = 8192;
    std::uint64_t seed = 1;
    std::string userFormat = "user{}"; // {} is the user's number
    bool pipelining = true;
    bool json = false;
    bool print = false; // show one message and send nothing

    std::string userName(std::uint64_t user) const;
};

/// Throws std::invalid_argument, its text meant for the one who typed.
LoadOptions parseOptions(const std::vector<std::string>& arguments);

extern const char* const kUsage;
