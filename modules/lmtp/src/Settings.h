// SPDX-License-Identifier: Apache-2.0
// The options as a session uses them. Immutable: a session keeps those it began with.
#pragma once

#include <kc/hooks/Chain.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

namespace kc::lmtp
{

struct Settings
{
    std::string hostName;
    std::uint64_t maxMessageOctets = std::uint64_t{64} << 20;
    std::size_t recipientLimit = 1000;
    std::string recipientDelimiter = "+";
    std::chrono::nanoseconds idleTimeout = std::chrono::minutes{5};
    std::string tmpPath = "/tmp";
    hooks::Chain::Policy hooks{std::chrono::seconds{30}, hooks::Chain::OnError::Defer};
};

/// Shared by the module and the sessions that began under them.
using SettingsPtr = std::shared_ptr<const Settings>;

SettingsPtr readSettings(const Config& config);

} // namespace kc::lmtp
