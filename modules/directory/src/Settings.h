// SPDX-License-Identifier: Apache-2.0
// The directory's options as an immutable snapshot.
#pragma once

#include "LoginFormat.h"

#include <kc/config.hpp>

#include <array>
#include <cstdint>
#include <memory>

namespace kc::directory
{

struct QuotaLimits
{
    std::uint64_t warn = 0, soft = 0, hard = 0; // octets
};

/// Places of the user scripts' options.
enum class ScriptEvent
{
    UserCreated,
    UserDeleted,
    GroupCreated,
    GroupDeleted,
    CompanyCreated,
    CompanyDeleted
};

inline constexpr std::array<const char*, 6> kScriptOptions{
    "createuser_script",  "deleteuser_script",    "creategroup_script",
    "deletegroup_script", "createcompany_script", "deletecompany_script"};

struct Settings
{
    /// Throws with file, line and remedy when the options do not go together.
    explicit Settings(const Config& config);

    // These count at start only.
    bool isHosted;
    LoginFormat format;
    std::string ownServer;

    bool hidesEveryone, hidesSystem, isSafeMode;
    std::string disabledFeatures, storeNameFormat;
    QuotaLimits quota;
    std::uint64_t companyWarn;
    std::array<std::string, kScriptOptions.size()> scripts;
};

/// Shared by the calls that began with it.
using SettingsPtr = std::shared_ptr<const Settings>;

} // namespace kc::directory
