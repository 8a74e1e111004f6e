// SPDX-License-Identifier: Apache-2.0
// Writes log lines to a file, stderr or syslog. A line that is the same as the one before is
// counted instead of written. Mutex: one, a leaf; held while a line is written, so that lines come
// in order.
#pragma once

#include "LogFile.h"
#include "LogSettings.h"

#include <array>
#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>

namespace kc::kernel
{

class Log
{
public:
    static constexpr std::int64_t kFoldTime = 30'000'000'000; // repetitions are told that late

    Log() = default;
    Log(const Log&) = delete;
    Log& operator=(const Log&) = delete;
    ~Log();

    /// Once, before other threads. A file that cannot be opened falls back to stderr with a
    /// warning.
    void configure(const LogSettings& settings);
    /// The same file name anew, after logrotate moved the old one.
    void reopen();
    /// `level` for all but the modules that have their own. [main], as levelOf()
    void setLevel(int level, LogLevels levels = {});
    int levelOf(sv module) const;

    /// For lines of the kernel's own; modules keep their levelOf().
    bool enabled(kc_log_level level) const
    {
        return level <= _level.load(std::memory_order_relaxed);
    }

    /// Whatever its level.
    void write(const LogEvent& event) const;

    /// A line of the kernel's own.
    void kernel(kc_log_level level, sv text) const
    {
        if (enabled(level))
            write({level, "kernel", {}, text, {}});
    }

    /// Tells how often the last line came again, once that is kFoldTime old at `now`.
    void tellRepeats(std::int64_t now) const;

    /// Lines since the start, repeated ones too; and those that could not be written.
    std::uint64_t lines(kc_log_level level) const
    {
        return _lines[static_cast<std::size_t>(level)];
    }

    std::uint64_t lost() const { return _lost; }

private:
    void emit(kc_log_level level, const std::string& body) const;
    void emitRepeats() const;

    LogSettings _settings;
    std::atomic<int> _level{3};
    bool _syslog = false;
    mutable std::array<std::atomic<std::uint64_t>, 7> _lines{};
    mutable std::atomic<std::uint64_t> _lost{0};

    mutable std::mutex _mutex; // guards the rest
    mutable LogFile _file;
    mutable std::string _lastBody;
    mutable kc_log_level _lastLevel{};
    mutable std::uint64_t _repeats = 0;
    mutable std::int64_t _repeatedSince = 0;
};

} // namespace kc::kernel
