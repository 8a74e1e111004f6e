// SPDX-License-Identifier: Apache-2.0
// Texts to typed values: numbers, sizes, times, flags and choices, each with a reason when it is
// none.
#include <kc/descriptor/OptionSchema.h>

#include <kc/descriptor/Assignment.h>
#include <kc/descriptor/NearestName.h>
#include <kc/descriptor/Words.h>

#include <array>
#include <charconv>
#include <limits>
#include <utility>

namespace kc::descriptor
{
namespace
{

struct Unit
{
    sv name;
    std::int64_t factor;
};

constexpr std::array kSizeUnits{Unit{"", 1},          Unit{"k", 1LL << 10},  Unit{"m", 1LL << 20},
                                Unit{"g", 1LL << 30}, Unit{"kb", 1LL << 10}, Unit{"mb", 1LL << 20},
                                Unit{"gb", 1LL << 30}};

constexpr std::array kTimeUnits{Unit{"ms", 1'000'000}, Unit{"s", 1'000'000'000},
                                Unit{"m", 60'000'000'000}, Unit{"h", 3'600'000'000'000},
                                Unit{"d", 86'400'000'000'000}};

template <std::size_t N>
std::int64_t factorOf(const std::array<Unit, N>& units, sv name)
{
    for (const Unit& unit : units)
        if (equalsIgnoringCase(unit.name, name))
            return unit.factor;
    return 0;
}

/// The digits at the beginning; the rest goes to `tail`.
std::optional<std::int64_t> leadingNumber(sv text, sv& tail)
{
    const bool hex = text.starts_with("0x") || text.starts_with("0X");
    if (hex)
        text.remove_prefix(2);
    std::int64_t number = 0;
    const auto [end, error] =
        std::from_chars(text.data(), text.data() + text.size(), number, hex ? 16 : 10);
    if (error != std::errc{} || number < 0 || text.starts_with('-'))
        return std::nullopt;
    tail = trim(text.substr(static_cast<std::size_t>(end - text.data())));
    return number;
}

bool hasRange(const kc_option& option)
{
    return option.min != 0 || option.max != 0;
}

std::string rangeText(const kc_option& option, sv unit)
{
    return std::to_string(option.min) + " and " + std::to_string(option.max) + std::string{unit};
}

/// "not a number: write one between 1 and 10", or an example where there is no range.
ParsedValue none(const kc_option& option, sv what, sv unit, sv example)
{
    std::string wrong = "not a " + std::string{what} + "; write one ";
    if (hasRange(option))
        wrong.append("between ").append(rangeText(option, unit));
    return {0, wrong + (hasRange(option) ? ", " : "") + "such as " + std::string{example}};
}

/// What makes a good example: the default, unless it is nothing.
sv exampleOf(const kc_option& option, sv otherwise)
{
    const sv def = text(option.def);
    return def.empty() || def == "0" ? otherwise : def;
}

/// A number with a unit: value = number x factor; the range counts in units of `rangeFactor`.
ParsedValue scaled(const kc_option& option, std::int64_t number, std::int64_t factor,
                   std::int64_t rangeFactor, sv rangeUnit)
{
    ParsedValue value;
    if (__builtin_mul_overflow(number, factor, &value.number))
        return {0, "too large; no number above 9223372036854775807 is counted"};
    if (!hasRange(option))
        return value;
    std::int64_t low = 0;
    std::int64_t high = 0;
    if (__builtin_mul_overflow(option.min, rangeFactor, &low))
        low = 0;
    if (__builtin_mul_overflow(option.max, rangeFactor, &high))
        high = std::numeric_limits<std::int64_t>::max();
    if (value.number < low || value.number > high)
        value.wrong = "must be between " + rangeText(option, rangeUnit);
    return value;
}

ParsedValue parseUint(const kc_option& option, sv text)
{
    sv tail;
    const auto number = leadingNumber(text, tail);
    if (!number || !tail.empty())
        return none(option, "whole number", "", exampleOf(option, "1"));
    return scaled(option, *number, 1, 1, "");
}

ParsedValue parseSize(const kc_option& option, sv text)
{
    sv tail;
    const auto number = leadingNumber(text, tail);
    if (!number)
        return none(option, "size", " bytes", exampleOf(option, "64M"));
    const std::int64_t factor = factorOf(kSizeUnits, tail);
    if (factor == 0)
        return {0, "unknown unit; use k, M or G"};
    return scaled(option, *number, factor, 1, " bytes");
}

ParsedValue parseTime(const kc_option& option, sv text)
{
    sv tail;
    const sv bare = option.unit == nullptr ? sv{"s"} : sv{option.unit};
    const auto number = leadingNumber(text, tail);
    if (!number)
        return none(option, "time", " " + std::string{bare}, exampleOf(option, "60s"));
    const std::int64_t factor = factorOf(kTimeUnits, tail.empty() ? bare : tail);
    if (factor == 0)
        return {0, "unknown unit; use ms, s, m, h or d"};
    return scaled(option, *number, factor, factorOf(kTimeUnits, bare), " " + std::string{bare});
}

ParsedValue parsePick(const kc_option& option, sv written)
{
    const std::vector<std::string> choices = words(text(option.choices));
    for (std::size_t i = 0; i < choices.size(); ++i)
        if (equalsIgnoringCase(choices[i], written))
            return {static_cast<std::int64_t>(i), {}};
    const bool isSecret = (option.flags & KC_OPT_SECRET) != 0;
    return {0, "must be one of " + joined(choices) +
                   (isSecret ? std::string{} : suggestion(written, choices))};
}

ParsedValue parseFlag(sv text)
{
    ParsedValue value{isTrue(text) ? 1 : 0, {}};
    for (const sv usual : {"yes", "true", "on", "1"})
        if (equalsIgnoringCase(text, usual))
            return value;
    if (value.number != 0)
        value.odd = "counts as yes, as everything does but no, false and 0; write yes or no";
    return value;
}

} // namespace

ParsedValue parseValue(const kc_option& option, sv text)
{
    if (text.empty() && (option.flags & KC_OPT_NONEMPTY) != 0)
        return {0, "cannot be empty; give it a value, or remove the line for the default"};
    switch (option.type)
    {
    case KC_OPT_UINT:
        return parseUint(option, text);
    case KC_OPT_SIZE:
        return parseSize(option, text);
    case KC_OPT_TIME:
        return parseTime(option, text);
    case KC_OPT_FLAG:
        return parseFlag(text);
    case KC_OPT_PICK:
        return parsePick(option, text);
    case KC_OPT_PROPMAP:
        return text.empty() ? ParsedValue{}
                            : ParsedValue{0, "has no value of its own; write !propmap FILE"};
    case KC_OPT_STR:
    case KC_OPT_ALIAS:
    case KC_OPT_OBSOLETE:
    case KC_OPT_UNUSED:
        return {};
    }
    return {0, "of a type that this kernel does not know"};
}

std::string textFault(sv value)
{
    if (value.size() > kValueLimit)
        return "longer than " + std::to_string(kValueLimit) + " bytes; shorten it";
    while (!value.empty())
    {
        const auto first = static_cast<unsigned char>(value.front());
        if ((first < 0x20 && first != '\t') || first == 0x7f)
            return "no plain text, it has a control character in it; remove that";
        const std::size_t length = utf8Length(value);
        if (length == 0)
            return "not UTF-8; write it in UTF-8";
        value.remove_prefix(length);
    }
    return {};
}

std::string writingAdvice(sv value)
{
    const bool isQuoted = value.size() > 1 && value.front() == value.back() &&
                          (value.front() == '"' || value.front() == '\'');
    if (isQuoted)
        return "; quotation marks are part of a value, remove them";
    if (value.find(" #") != sv::npos || value.find("\t#") != sv::npos)
        return "; a comment needs a line of its own, here it is part of the value";
    return {};
}

} // namespace kc::descriptor
