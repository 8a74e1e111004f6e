// SPDX-License-Identifier: Apache-2.0
// Where log lines go and which.
#pragma once

#include <string>

namespace kc::kernel
{

enum class LogMethod
{
    Auto, // the file if one is named, else stderr when it is a terminal or there is no syslog, else
          // syslog
    File,
    Syslog,
    Stderr
};

enum class LogTimestamp : bool
{
    No,
    Yes
};

struct LogSettings
{
    LogMethod method = LogMethod::Stderr;
    std::string file;
    std::string program = "kopano"; // syslog's ident
    int level = 3;
    LogTimestamp timestamp = LogTimestamp::Yes;
};

} // namespace kc::kernel
