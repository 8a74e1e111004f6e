// SPDX-License-Identifier: Apache-2.0
#include <kc/logline/Line.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <ctime>
#include <nlohmann/json.hpp>
#include <unistd.h>

namespace kc::logline
{
namespace
{

using Json = nlohmann::ordered_json;

constexpr sv kHex = "0123456789abcdef";
constexpr std::array<sv, 7> kLevelNames{"=======", "crit", "error", "warning",
                                        "notice",  "info", "debug"};

sv cut(sv text)
{
    return text.substr(0, kLogTextLimit);
}

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
        appendWord(out, cut(view(value.u.s)));
        return;
    }
    out.append(digits.data(), end.ptr);
}

Json jsonValue(const kc_value& value)
{
    switch (value.type)
    {
    case KC_INT:
        return value.u.i;
    case KC_REAL:
        return value.u.d;
    case KC_TEXT:
    case KC_BLOB:
        return cut(view(value.u.s));
    case KC_NULL:
        break;
    }
    return nullptr;
}

std::string jsonBody(const LogEvent& event)
{
    Json line{{"module", event.module}, {"session", event.trace}, {"message", cut(event.text)}};
    if (event.trace.empty())
        line.erase("session");
    for (const kc_log_field& field : event.fields)
    {
        // What the kernel says is not said again, or otherwise, by a module.
        constexpr std::array<sv, 3> kHead{"time", "level", "thread"};
        const bool taken = line.contains(field.key) ||
                           std::find(kHead.begin(), kHead.end(), field.key) != kHead.end();
        line[taken ? std::string{field.key} + '_' : field.key] = jsonValue(field.value);
    }
    // What is no UTF-8 becomes U+FFFD.
    return line.dump(-1, ' ', false, Json::error_handler_t::replace).substr(1);
}

std::string timeText(bool isUtc)
{
    timespec now{};
    clock_gettime(CLOCK_REALTIME, &now);
    tm parts{};
    isUtc ? gmtime_r(&now.tv_sec, &parts) : localtime_r(&now.tv_sec, &parts);
    std::array<char, 64> text{};
    const std::size_t n = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &parts);
    const int more = std::snprintf(text.data() + n, text.size() - n, ".%06ld%s", now.tv_nsec / 1000,
                                   isUtc ? "Z" : ": ");
    return {text.data(), n + static_cast<std::size_t>(more)};
}

} // namespace

sv levelName(kc_log_level level)
{
    return kLevelNames[std::min<std::size_t>(static_cast<unsigned>(level), kLevelNames.size() - 1)];
}

std::string logBody(const LogEvent& event, LogFormat format)
{
    if (format == LogFormat::Json)
        return jsonBody(event);
    std::string out;
    out.reserve(128);
    if (!event.module.empty())
        out.append(event.module).append(": ");
    appendEscaped(out, cut(event.text), "");
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

std::string logHead(kc_log_level level, LogFormat format, LogTimestamp timestamp)
{
    thread_local const std::string thread = std::to_string(gettid());
    const bool timed = timestamp == LogTimestamp::Yes;
    const std::string name{levelName(level)};
    if (format == LogFormat::Json)
        return (timed ? "{\"time\":\"" + timeText(true) + "\"," : "{") + "\"level\":\"" + name +
               "\",\"thread\":" + thread + ",";
    return (timed ? timeText(false) : "") + "[" + thread + "] [" + name +
           std::string(kLevelNames[0].size() - name.size(), ' ') + "] ";
}

} // namespace kc::logline
