// SPDX-License-Identifier: Apache-2.0
// The text of one log line: `module: text key=value …`. Whatever comes from outside is made
// harmless here.
#pragma once

#include <kc/abi/host.h>
#include <kc/status.hpp>

#include <span>
#include <string>

namespace kc::kernel
{

struct LogEvent
{
    kc_log_level level;
    sv module;
    sv trace; // of the context; may be empty
    sv text;
    std::span<const kc_log_field> fields;
};

/// Without the time and level in front, without a newline.
std::string logText(const LogEvent& event);

/// "YYYY-MM-DDTHH:MM:SS.uuuuuu: " in local time.
std::string logTime();

/// "[4711] [warning] "
std::string logPrefix(kc_log_level level);

} // namespace kc::kernel
