// SPDX-License-Identifier: Apache-2.0
#include "OptionText.h"

#include <kc/descriptor/Words.h>

#include <array>

namespace kc::moddoc
{
namespace
{

std::string unitText(const std::string& unit)
{
    if (unit == "ms")
        return "milliseconds";
    if (unit == "m")
        return "minutes";
    if (unit == "h")
        return "hours";
    if (unit == "d")
        return "days";
    return "seconds";
}

/// 65536 as "64k": as somebody would write it into the file.
std::string sizeText(std::int64_t octets)
{
    constexpr std::array kUnits{std::pair{std::int64_t{1} << 30, "G"},
                                std::pair{std::int64_t{1} << 20, "M"},
                                std::pair{std::int64_t{1} << 10, "k"}};
    for (const auto& [octetsOfUnit, letter] : kUnits)
        if (octets != 0 && octets % octetsOfUnit == 0)
            return std::to_string(octets / octetsOfUnit) + letter;
    return std::to_string(octets);
}

} // namespace

std::string kindText(const OptionFacts& option)
{
    switch (option.type)
    {
    case KC_OPT_STR:
        return option.has(KC_OPT_LIST) ? "words" : "text";
    case KC_OPT_UINT:
        return "number";
    case KC_OPT_SIZE:
        return "size";
    case KC_OPT_TIME:
        return "time in " + unitText(option.unit);
    case KC_OPT_FLAG:
        return "yes or no";
    case KC_OPT_PICK:
        return "one of " + descriptor::joined(option.choices);
    case KC_OPT_PROPMAP:
        return "entries of !propmap files";
    case KC_OPT_ALIAS:
    case KC_OPT_OBSOLETE:
    case KC_OPT_UNUSED:
        break;
    }
    return "former name";
}

std::string rangeText(const OptionFacts& option)
{
    if (option.min == 0 && option.max == 0)
        return {};
    const auto number = [&](std::int64_t value)
    { return option.type == KC_OPT_SIZE ? sizeText(value) : std::to_string(value); };
    const std::string range = "from " + number(option.min) + " to " + number(option.max);
    return option.type == KC_OPT_TIME ? range + " " + unitText(option.unit) : range;
}

std::vector<std::string> traits(const OptionFacts& option)
{
    std::vector<std::string> list;
    const auto add = [&](bool holds, const std::string& text)
    {
        if (holds)
            list.push_back(text);
    };
    add(option.has(KC_OPT_NONEMPTY), "not empty");
    add(!option.neededBy.empty(), "needed with " + option.neededBy);
    add(option.has(KC_OPT_EXACT), "taken literally, also with a leading $");
    add(option.has(KC_OPT_SECRET), "secret");
    add(option.has(KC_OPT_RELOADABLE), "reloadable");
    add(!option.since.empty(), "since " + option.since);
    return list;
}

std::string defaultText(const OptionFacts& option)
{
    return option.def.empty() ? "empty" : option.def;
}

std::string formerText(const OptionFacts& option)
{
    if (option.type == KC_OPT_ALIAS)
        return "now " + option.target;
    const std::string ignored = "accepted, without effect";
    return option.target.empty() ? ignored : ignored + ": " + option.target;
}

std::vector<std::string> wrapped(const std::string& text, std::size_t width)
{
    std::vector<std::string> lines;
    for (const std::string& word : descriptor::words(text))
        if (lines.empty() || lines.back().size() + 1 + word.size() > width)
            lines.push_back(word);
        else
            lines.back() += " " + word;
    return lines;
}

} // namespace kc::moddoc
