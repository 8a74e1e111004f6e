// SPDX-License-Identifier: Apache-2.0
// Where log lines go, which, and in what form.
#pragma once

#include <kc/logline/Line.h>

#include <map>
#include <string>

namespace kc::kernel
{
using namespace logline;

enum class LogMethod
{
    Auto, // the file if one is named, else stderr when it is a terminal or there is no syslog, else
          // syslog
    File,
    Syslog,
    Stderr
};

/// Module → level: "http=6" of log_levels.
using LogLevels = std::map<std::string, int, std::less<>>;

struct LogSettings
{
    LogMethod method = LogMethod::Stderr;
    std::string file;
    std::string program = "kopano"; // syslog's ident
    int level = 3;
    LogTimestamp timestamp = LogTimestamp::Yes;
    LogFormat format = LogFormat::Text;
    LogLevels levels; // of modules that have their own
};

} // namespace kc::kernel
