// SPDX-License-Identifier: Apache-2.0
#include "Log.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <syslog.h>
#include <unistd.h>

namespace kc::kernel
{
namespace
{

LogMethod resolved(const LogSettings& settings)
{
    const bool named = !settings.file.empty() && settings.file != "-";
    if (settings.method == LogMethod::File)
        return named ? LogMethod::File : LogMethod::Stderr;
    if (settings.method != LogMethod::Auto)
        return settings.method;
    if (named)
        return LogMethod::File;
    return isatty(2) != 0 || access("/dev/log", W_OK) != 0 ? LogMethod::Stderr : LogMethod::Syslog;
}

int syslogPriority(kc_log_level level)
{
    // The manual's levels are syslog's from LOG_CRIT on.
    return std::clamp(static_cast<int>(level) + 1, LOG_CRIT, LOG_DEBUG);
}

} // namespace

Log::~Log()
{
    if (_fd > 2)
        close(_fd);
    if (_syslog)
        closelog();
}

void Log::configure(const LogSettings& settings)
{
    _settings = settings;
    _settings.method = resolved(settings);
    setLevel(settings.level);
    if (_settings.method == LogMethod::Syslog)
    {
        openlog(_settings.program.c_str(), LOG_PID, LOG_MAIL);
        _syslog = true;
    }
    if (_settings.method == LogMethod::File && !openFile())
        kernel(KC_LOG_WARN, "Unable to open logfile " + _settings.file + ": " +
                                std::strerror(errno) + "; logging to stderr");
}

void Log::reopen()
{
    if (_settings.method == LogMethod::File && !openFile())
        kernel(KC_LOG_ERROR, "Unable to open logfile " + _settings.file + ": " +
                                 std::strerror(errno) + "; going on with the old one");
}

bool Log::openFile()
{
    const int fd = open(_settings.file.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
    if (fd < 0)
        return false;
    if (_fd <= 2)
        _fd = fd;
    else
    {
        dup3(fd, _fd, O_CLOEXEC);
        close(fd);
    }
    return true;
}

void Log::write(const LogEvent& event) const
{
    if (!enabled(event.level))
        return;
    const std::string text = logText(event);
    if (_syslog)
    {
        syslog(syslogPriority(event.level), "%s", text.c_str());
        return;
    }
    std::string line = _settings.timestamp == LogTimestamp::Yes ? logTime() : std::string{};
    line.append(logPrefix(event.level)).append(text).append(1, '\n');
    // A log that cannot be written has nobody to be told.
    [[maybe_unused]] const ssize_t ignored = ::write(_fd, line.data(), line.size());
}

} // namespace kc::kernel
