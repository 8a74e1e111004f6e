// SPDX-License-Identifier: Apache-2.0
// Writes log lines to a file, stderr or syslog: one write(2) a line, no lock, level check without
// one. Reopening swaps the file below the descriptor, so writers never see it closed.
#pragma once

#include "LogLine.h"
#include "LogSettings.h"

#include <atomic>
#include <initializer_list>
#include <string>

namespace kc::kernel
{

class Log
{
public:
    Log() = default;
    Log(const Log&) = delete;
    Log& operator=(const Log&) = delete;
    ~Log();

    /// Once, before other threads. A file that cannot be opened falls back to stderr with a
    /// warning.
    void configure(const LogSettings& settings);
    /// The same file name anew, after logrotate moved the old one.
    void reopen();

    void setLevel(int level)
    {
        _level.store(level, std::memory_order_relaxed);
    }

    bool enabled(kc_log_level level) const
    {
        return level <= _level.load(std::memory_order_relaxed);
    }

    void write(const LogEvent& event) const;

    /// A line of the kernel's own.
    void kernel(kc_log_level level, sv text) const
    {
        write({level, "kernel", {}, text, {}});
    }

private:
    bool openFile();

    LogSettings _settings;
    std::atomic<int> _level{3};
    int _fd = 2;
    bool _syslog = false;
};

} // namespace kc::kernel
