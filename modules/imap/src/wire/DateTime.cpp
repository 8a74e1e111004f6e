// SPDX-License-Identifier: Apache-2.0
// See DateTime.h.
#include "DateTime.h"

#include "Ascii.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdio>

namespace kc::imap
{

namespace
{

namespace chrono = std::chrono;

constexpr std::array<sv, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::int64_t kSecondsOfDay = 86'400;

std::optional<unsigned> digits(sv text)
{
    unsigned value = 0;
    const char* const last = text.data() + text.size();
    const auto [end, error] = std::from_chars(text.data(), last, value);
    if (error != std::errc{} || end != last)
        return std::nullopt;
    return value;
}

std::optional<unsigned> month(sv name)
{
    for (unsigned i = 0; i < kMonths.size(); ++i)
        if (equalsIgnoringCase(kMonths[i], name))
            return i + 1;
    return std::nullopt;
}

/// "+hhmm" in minutes.
std::optional<std::int64_t> zone(sv text)
{
    if (text.size() != 5 || (text[0] != '+' && text[0] != '-'))
        return std::nullopt;
    const auto hours = digits(text.substr(1, 2));
    const auto minutes = digits(text.substr(3, 2));
    if (!hours || !minutes || *minutes > 59)
        return std::nullopt;
    const auto east = static_cast<std::int64_t>(*hours * 60 + *minutes);
    return text[0] == '-' ? -east : east;
}

} // namespace

std::optional<std::int64_t> parseDay(sv text)
{
    const std::size_t dash = text.find('-');
    if (dash == sv::npos || text.size() != dash + 9 || text[dash + 4] != '-')
        return std::nullopt;
    const auto day = dash <= 2 ? digits(text.substr(0, dash)) : std::nullopt;
    const auto monthNumber = month(text.substr(dash + 1, 3));
    const auto year = digits(text.substr(dash + 5));
    if (!day || !monthNumber || !year)
        return std::nullopt;
    const chrono::year_month_day date{chrono::year{static_cast<int>(*year)},
                                      chrono::month{*monthNumber}, chrono::day{*day}};
    if (!date.ok())
        return std::nullopt;
    return chrono::sys_days{date}.time_since_epoch().count();
}

std::optional<std::int64_t> parseDateTime(sv text)
{
    if (text.size() != 26 || text[11] != ' ' || text[14] != ':' || text[17] != ':' ||
        text[20] != ' ')
        return std::nullopt;
    const auto day = parseDay(text.substr(text[0] == ' ' ? 1 : 0, text[0] == ' ' ? 10 : 11));
    const auto hour = digits(text.substr(12, 2));
    const auto minute = digits(text.substr(15, 2));
    const auto second = digits(text.substr(18, 2));
    const auto east = zone(text.substr(21));
    if (!day || !hour || !minute || !second || !east || *hour > 23 || *minute > 59 || *second > 60)
        return std::nullopt;
    return *day * kSecondsOfDay + *hour * 3600 + *minute * 60 + *second - *east * 60;
}

std::int64_t dayOf(std::int64_t seconds, std::int32_t zoneMinutes)
{
    const std::int64_t local = seconds + std::int64_t{zoneMinutes} * 60;
    const std::int64_t day = local / kSecondsOfDay;
    return local % kSecondsOfDay < 0 ? day - 1 : day;
}

std::int64_t now()
{
    const auto time = chrono::system_clock::now().time_since_epoch();
    return chrono::duration_cast<chrono::seconds>(time).count();
}

std::string formatDateTime(std::int64_t seconds)
{
    constexpr std::int64_t kYear1 = -62'135'596'800;
    constexpr std::int64_t kYear9999 = 253'402'300'799;
    const chrono::sys_seconds time{
        chrono::seconds{std::clamp(seconds, kYear1, kYear9999)}}; // what four digits can show
    const auto midnight = chrono::floor<chrono::days>(time);
    const chrono::year_month_day date{midnight};
    const chrono::hh_mm_ss clock{time - midnight};
    char text[64];
    const int n = std::snprintf(
        text, sizeof text, "%02u-%s-%04d %02d:%02d:%02d +0000", static_cast<unsigned>(date.day()),
        kMonths[static_cast<unsigned>(date.month()) - 1].data(), static_cast<int>(date.year()),
        static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
        static_cast<int>(clock.seconds().count()));
    return std::string(text, static_cast<std::size_t>(n));
}

} // namespace kc::imap
