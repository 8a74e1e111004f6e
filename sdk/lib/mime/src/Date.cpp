// SPDX-License-Identifier: Apache-2.0
#include "Ascii.h"
#include "FieldText.h"

#include <array>
#include <charconv>
#include <kc/mime/Date.h>

namespace kc::mime
{

namespace
{

struct NamedZone
{
    std::string_view name;
    int hours;
};

// RFC 5322 §4.3. Military letters and unknown names are to be taken as UTC.
constexpr std::array<NamedZone, 8> kZones{{{"EST", -5},
                                           {"EDT", -4},
                                           {"CST", -6},
                                           {"CDT", -5},
                                           {"MST", -7},
                                           {"MDT", -6},
                                           {"PST", -8},
                                           {"PDT", -7}}};

constexpr std::array<std::string_view, 12> kMonths{"jan", "feb", "mar", "apr", "may", "jun",
                                                   "jul", "aug", "sep", "oct", "nov", "dec"};

std::optional<int> number(std::string_view& rest, std::size_t maxDigits) noexcept
{
    skipComments(rest);
    std::size_t digits = 0;
    while (digits < rest.size() && digits <= maxDigits && ascii::isDigit(rest[digits]))
        ++digits;
    if (digits == 0 || digits > maxDigits)
        return std::nullopt;
    int value = 0;
    std::from_chars(rest.data(), rest.data() + digits, value);
    rest.remove_prefix(digits);
    return value;
}

std::string_view word(std::string_view& rest) noexcept
{
    skipComments(rest);
    std::size_t size = 0;
    while (size < rest.size() && ascii::lower(rest[size]) >= 'a' && ascii::lower(rest[size]) <= 'z')
        ++size;
    const auto result = rest.substr(0, size);
    rest.remove_prefix(size);
    return result;
}

bool accept(std::string_view& rest, char c) noexcept
{
    skipComments(rest);
    if (rest.empty() || rest.front() != c)
        return false;
    rest.remove_prefix(1);
    return true;
}

std::optional<int> month(std::string_view& rest) noexcept
{
    const auto name = word(rest);
    for (std::size_t i = 0; name.size() >= 3 && i < kMonths.size(); ++i)
        if (ascii::equals(name.substr(0, 3), kMonths[i]))
            return static_cast<int>(i) + 1;
    return std::nullopt;
}

std::optional<int> year(std::string_view& rest) noexcept
{
    const std::size_t before = (skipComments(rest), rest.size());
    const auto value = number(rest, 4);
    if (!value)
        return std::nullopt;
    switch (before - rest.size()) // RFC 5322 §4.3
    {
    case 2:
        return *value + (*value < 50 ? 2000 : 1900);
    case 3:
        return *value + 1900;
    case 4:
        return *value >= 1900 ? value : std::nullopt;
    default:
        return std::nullopt;
    }
}

int daysInMonth(int year, int month) noexcept
{
    constexpr std::array<int, 12> days{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return days[static_cast<std::size_t>(month - 1)] + (month == 2 && leap ? 1 : 0);
}

// Days since 1970-01-01; years count from March, so that the leap day is the last.
std::int64_t daysSinceEpoch(int year, int month, int day) noexcept
{
    const int y = month > 2 ? year : year - 1;
    const int fromMarch = (month + 9) % 12;
    return std::int64_t{365} * y + y / 4 - y / 100 + y / 400 + (153 * fromMarch + 2) / 5 + day -
           719'469;
}

// Seconds of the day, or nothing.
std::optional<int> timeOfDay(std::string_view& rest) noexcept
{
    const auto hours = number(rest, 2);
    if (!hours || *hours > 23 || !accept(rest, ':'))
        return std::nullopt;
    const auto minutes = number(rest, 2);
    if (!minutes || *minutes > 59)
        return std::nullopt;
    int seconds = 0;
    if (accept(rest, ':'))
    {
        const auto value = number(rest, 2);
        if (!value || *value > 60) // a leap second is a moment of the next minute
            return std::nullopt;
        seconds = *value;
    }
    return (*hours * 60 + *minutes) * 60 + seconds;
}

std::optional<int> zoneMinutes(std::string_view& rest) noexcept
{
    skipComments(rest);
    if (!rest.empty() && (rest.front() == '+' || rest.front() == '-'))
    {
        const int sign = rest.front() == '-' ? -1 : 1;
        rest.remove_prefix(1);
        const std::size_t before = rest.size();
        const auto value = number(rest, 4);
        if (!value || before - rest.size() < 3 || *value % 100 > 59)
            return std::nullopt;
        return sign * (*value / 100 * 60 + *value % 100);
    }
    const auto name = word(rest);
    for (const auto& zone : kZones)
        if (ascii::equals(name, zone.name))
            return zone.hours * 60;
    return 0;
}

} // namespace

std::optional<SentDate> parseDate(std::string_view value) noexcept
{
    if (!word(value).empty()) // day of the week; its comma is often forgotten
        accept(value, '.');
    accept(value, ',');

    const auto day = number(value, 2);
    accept(value, '-');
    const auto monthOfYear = day ? month(value) : std::nullopt;
    accept(value, '-');
    const auto fullYear = monthOfYear ? year(value) : std::nullopt;
    if (!fullYear || *day < 1 || *day > daysInMonth(*fullYear, *monthOfYear))
        return std::nullopt;
    // RFC 5256 §2.2: an invalid time counts as midnight, an invalid zone as UTC.
    const auto time = timeOfDay(value);
    const int zone = time ? zoneMinutes(value).value_or(0) : 0;
    const std::int64_t days = daysSinceEpoch(*fullYear, *monthOfYear, *day);
    return SentDate{days * 86'400 + time.value_or(0) - std::int64_t{zone} * 60, zone};
}

} // namespace kc::mime
