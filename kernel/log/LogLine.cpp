// SPDX-License-Identifier: Apache-2.0
#include "LogLine.h"

#include <array>
#include <charconv>
#include <cstdio>
#include <ctime>
#include <unistd.h>

namespace kc::kernel
{
namespace
{

constexpr sv kHex = "0123456789abcdef";

bool isControl(char c)
{
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

/// Control characters would break the line or drive the admin's terminal.
void appendEscaped(std::string& out, sv text, sv special)
{
    for (const char c : text)
    {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '\n')
            out += "\\n";
        else if (c == '\r')
            out += "\\r";
        else if (c == '\t')
            out += "\\t";
        else if (isControl(c))
            out.append("\\x").append(1, kHex[byte >> 4]).append(1, kHex[byte & 15]);
        else if (special.find(c) != sv::npos)
            out.append(1, '\\').append(1, c);
        else
            out += c;
    }
}

void appendWord(std::string& out, sv text)
{
    bool plain = !text.empty() && text.find_first_of(" \"\\=") == sv::npos;
    for (const char c : text)
        plain = plain && !isControl(c);
    if (plain)
    {
        out += text;
        return;
    }
    out += '"';
    appendEscaped(out, text, "\"\\");
    out += '"';
}

void appendValue(std::string& out, const kc_value& value)
{
    std::array<char, 32> digits{};
    std::to_chars_result end{digits.data(), {}};
    switch (value.type)
    {
    case KC_NULL:
        out += '-';
        return;
    case KC_INT:
        end = std::to_chars(digits.data(), digits.data() + digits.size(), value.u.i);
        break;
    case KC_REAL:
        end = std::to_chars(digits.data(), digits.data() + digits.size(), value.u.d);
        break;
    case KC_TEXT:
    case KC_BLOB:
        appendWord(out, view(value.u.s));
        return;
    }
    out.append(digits.data(), end.ptr);
}

sv levelName(kc_log_level level)
{
    constexpr std::array<sv, 7> kNames{"=======", "crit   ", "error  ", "warning",
                                       "notice ", "info   ", "debug  "};
    const auto place = static_cast<std::size_t>(level);
    return place < kNames.size() ? kNames[place] : kNames.back();
}

} // namespace

std::string logText(const LogEvent& event)
{
    std::string out;
    out.reserve(128);
    out.append(event.module).append(": ");
    appendEscaped(out, event.text, "");
    if (!event.trace.empty())
    {
        out += " session=";
        appendWord(out, event.trace);
    }
    for (const kc_log_field& field : event.fields)
    {
        out.append(1, ' ').append(field.key).append(1, '=');
        appendValue(out, field.value);
    }
    return out;
}

std::string logTime()
{
    timespec now{};
    clock_gettime(CLOCK_REALTIME, &now);
    tm parts{};
    localtime_r(&now.tv_sec, &parts);
    std::array<char, 64> text{};
    const std::size_t n = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &parts);
    const int more =
        std::snprintf(text.data() + n, text.size() - n, ".%06ld: ", now.tv_nsec / 1000);
    return {text.data(), n + static_cast<std::size_t>(more)};
}

std::string logPrefix(kc_log_level level)
{
    thread_local const pid_t thread = gettid();
    std::string out = "[" + std::to_string(thread) + "] [";
    return out.append(levelName(level)).append("] ");
}

} // namespace kc::kernel
