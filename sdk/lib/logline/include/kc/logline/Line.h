// SPDX-License-Identifier: Apache-2.0
// One log line, as text (`module: text key=value …`) or as a JSON object. Whatever comes from
// outside is made harmless here.
#pragma once

#include <kc/abi/host.h>
#include <kc/status.hpp>

#include <span>
#include <string>

namespace kc::logline
{

enum class LogTimestamp : bool
{
    No,
    Yes
};

enum class LogFormat : bool
{
    Text,
    Json
};

inline constexpr std::size_t kLogTextLimit = 8192; // octets of a text or a value; the rest is cut

struct LogEvent
{
    kc_log_level level;
    sv module;
    sv trace; // of the context; may be empty
    sv text;
    std::span<const kc_log_field> fields;
};

/// "warning"
sv levelName(kc_log_level level);

/// What is the same when the same happens again. JSON: the later members and the closing brace.
std::string logBody(const LogEvent& event, LogFormat format);

/// What stands before it: "YYYY-MM-DDTHH:MM:SS.uuuuuu: [4711] [warning] ", in local time; JSON: the
/// opening brace and the members time (UTC), level, thread.
std::string logHead(kc_log_level level, LogFormat format, LogTimestamp timestamp);

} // namespace kc::logline
