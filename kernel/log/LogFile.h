// SPDX-License-Identifier: Apache-2.0
// A descriptor that lines are appended to: a file, or the standard error output, which may be a
// pipe or a terminal that nobody reads. One thread at a time.
#pragma once

#include <kc/status.hpp>

#include <string>

namespace kc::kernel
{

class LogFile
{
public:
    LogFile() = default; // the standard error output
    LogFile(const LogFile&) = delete;
    LogFile& operator=(const LogFile&) = delete;
    ~LogFile();

    /// Writes to that file from now on; false, with errno set, leaves all as it was.
    bool open(const std::string& path);
    /// False if not all of the line went out. Waits for a reader once, shortly, then no more until
    /// one is there.
    bool write(sv line);

private:
    bool isReady();

    int _fd = 2;
    bool _stuck = false;
    bool _torn = false; // the last line was not written to its end
};

} // namespace kc::kernel
