// SPDX-License-Identifier: Apache-2.0
#include "Log.h"

#include "core/Clock.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <syslog.h>
#include <unistd.h>
#include <utility>

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
    emitRepeats();
    if (_syslog)
        closelog();
}

void Log::configure(const LogSettings& settings)
{
    _settings = settings;
    _settings.method = resolved(settings);
    setLevel(settings.level, settings.levels);
    if (_settings.method == LogMethod::Syslog)
    {
        openlog(_settings.program.c_str(), LOG_PID, LOG_MAIL);
        _syslog = true;
    }
    if (_settings.method == LogMethod::File && !_file.open(_settings.file))
    {
        _settings.method = LogMethod::Stderr;
        kernel(KC_LOG_WARN, "Unable to open logfile " + _settings.file + ": " +
                                std::strerror(errno) + "; logging to stderr");
    }
}

void Log::reopen()
{
    std::unique_lock lock{_mutex};
    const bool opened = _settings.method != LogMethod::File || _file.open(_settings.file);
    const int error = errno;
    lock.unlock();
    if (!opened)
        kernel(KC_LOG_ERROR, "Unable to open logfile " + _settings.file + ": " +
                                 std::strerror(error) + "; going on with the old one");
}

void Log::setLevel(int level, LogLevels levels)
{
    _settings.level = level;
    _settings.levels = std::move(levels);
    _level.store(levelOf("kernel"), std::memory_order_relaxed);
}

int Log::levelOf(sv module) const
{
    const auto own = _settings.levels.find(module);
    return own == _settings.levels.end() ? _settings.level : own->second;
}

void Log::write(const LogEvent& given) const
{
    LogEvent event = given;
    event.level = std::clamp(event.level, kc_log_level{}, KC_LOG_DEBUG);
    ++_lines[static_cast<std::size_t>(event.level)];
    std::string body = logBody(event, _settings.format);
    const std::lock_guard lock{_mutex};
    if (event.level == _lastLevel && body == _lastBody)
    {
        const std::int64_t now = monotonicNow();
        if (_repeats++ == 0)
            _repeatedSince = now;
        if (now - _repeatedSince >= kFoldTime)
            emitRepeats();
        return;
    }
    emitRepeats();
    emit(event.level, body);
    _lastLevel = event.level;
    _lastBody = std::move(body);
}

void Log::tellRepeats(std::int64_t now) const
{
    const std::lock_guard lock{_mutex};
    if (now - _repeatedSince >= kFoldTime)
        emitRepeats();
}

void Log::emitRepeats() const
{
    if (_repeats == 0)
        return;
    const std::string text = "Last message repeated " + std::to_string(_repeats) + " times";
    const bool isJson = _settings.format == LogFormat::Json;
    emit(_lastLevel,
         logBody({_lastLevel, isJson ? sv{"kernel"} : sv{}, {}, text, {}}, _settings.format));
    _repeats = 0;
}

void Log::emit(kc_log_level level, const std::string& body) const
{
    if (_syslog)
    {
        const sv brace = _settings.format == LogFormat::Json ? "{" : "";
        syslog(syslogPriority(level), "%s%s", brace.data(), body.c_str());
        return;
    }
    if (!_file.write(logHead(level, _settings.format, _settings.timestamp) + body + '\n'))
        ++_lost;
}

} // namespace kc::kernel
