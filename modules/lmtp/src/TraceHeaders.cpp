// SPDX-License-Identifier: Apache-2.0
#include "TraceHeaders.h"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <ctime>

namespace kc::lmtp
{

std::string dateTime(std::int64_t time)
{
    // Not by strftime: names of days and months are English whatever the locale.
    constexpr const char* kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const std::time_t seconds = time;
    std::tm local{};
    if (localtime_r(&seconds, &local) == nullptr)
        return "Thu, 01 Jan 1970 00:00:00 +0000";
    const long offset = local.tm_gmtoff / 60;
    std::array<char, 64> text{};
    const int length =
        std::snprintf(text.data(), text.size(), "%s, %02d %s %04d %02d:%02d:%02d %c%02ld%02ld",
                      kDays[local.tm_wday % 7], local.tm_mday, kMonths[local.tm_mon % 12],
                      local.tm_year + 1900, local.tm_hour, local.tm_min, local.tm_sec,
                      offset < 0 ? '-' : '+', std::labs(offset) / 60, std::labs(offset) % 60);
    return {text.data(), static_cast<std::size_t>(length)};
}

void appendTrace(std::string& to, const Trace& trace)
{
    to += "Return-Path: <";
    to += trace.sender;
    to += ">\r\nReceived: from ";
    to += trace.helo;
    to += " (";
    to += trace.address.empty() ? sv{"unix"} : trace.address;
    to += ")\r\n\tby ";
    to += trace.host;
    to += trace.isUtf8 ? sv{" (kopano-dagent) with UTF8LMTP;\r\n\t"} // RFC 6531 §4.3
                       : sv{" (kopano-dagent) with LMTP;\r\n\t"};
    to += dateTime(trace.time);
    to += "\r\n";
}

} // namespace kc::lmtp
