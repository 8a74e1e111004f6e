// SPDX-License-Identifier: Apache-2.0
#include <kc/descriptor/OptionSchema.h>

#include <kc/descriptor/Words.h>

#include <algorithm>
#include <cstddef>
#include <cstring>

namespace kc::descriptor
{
namespace
{

/// Up to and with `def`: name, type, flags and default make an option.
constexpr std::size_t kSmallestRow = offsetof(kc_option, help);

bool isOptionName(sv name)
{
    constexpr sv kLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
    return !name.empty() && name.size() <= 64 && name.find_first_not_of(kLetters) == sv::npos;
}

} // namespace

OptionSchema::OptionSchema(const kc_option* options, std::uint32_t count, std::uint32_t stride)
{
    if (count == 0)
        return;
    if (options == nullptr || count > kRowLimit || stride > kStrideLimit || stride < kSmallestRow ||
        stride % alignof(kc_option) != 0)
    {
        _unreadable = "its option table has no sensible size (" + std::to_string(count) +
                      " rows of " + std::to_string(stride) + " bytes)";
        return;
    }
    const auto* const bytes = reinterpret_cast<const unsigned char*>(options);
    _rows.resize(count);
    for (std::size_t i = 0; i < count; ++i)
    {
        // As a number first: an enumeration must not hold what it does not know.
        int type = 0;
        std::memcpy(&type, bytes + i * stride + offsetof(kc_option, type), sizeof type);
        if (type < KC_OPT_STR || type > KC_OPT_UNUSED)
        {
            _unreadable =
                "option " + std::to_string(i) + " is of a type that this kernel does not know";
            _rows.clear();
            return;
        }
        std::memcpy(&_rows[i], bytes + i * stride,
                    std::min<std::size_t>(stride, sizeof(kc_option)));
    }
}

std::vector<std::string> OptionSchema::names() const
{
    std::vector<std::string> names;
    for (const kc_option& row : _rows)
        names.emplace_back(row.name);
    return names;
}

std::optional<std::size_t> OptionSchema::find(sv name) const
{
    for (std::size_t i = 0; i < _rows.size(); ++i)
        if (name == _rows[i].name)
            return i;
    return std::nullopt;
}

std::optional<std::size_t> OptionSchema::resolve(sv name) const
{
    const auto found = find(name);
    if (found && _rows[*found].type == KC_OPT_ALIAS)
        return find(text(_rows[*found].target));
    return found;
}

std::string OptionSchema::fault() const
{
    std::string found = _unreadable;
    for (std::size_t i = 0; i < _rows.size() && found.empty(); ++i)
        found = faultOf(i);
    return found;
}

std::string OptionSchema::faultOf(std::size_t place) const
{
    const kc_option& row = _rows[place];
    if (!isOptionName(text(row.name)))
        return "the name of option " + std::to_string(place) + " is none";
    const std::string name = row.name;
    if (find(name) != place)
        return "option " + name + " is declared twice";
    if (row.type == KC_OPT_ALIAS)
    {
        const auto target = find(text(row.target));
        return target && _rows[*target].type < KC_OPT_ALIAS
                   ? ""
                   : "alias " + name + " names no option of the module";
    }
    if (row.type > KC_OPT_ALIAS)
        return {};
    if (row.min > row.max)
        return "the range of option " + name + " is empty";
    const ParsedValue value = parseValue(row, text(row.def));
    if (!value.wrong.empty())
        return "default of option " + name + ": " + value.wrong;
    return linkFault(row);
}

std::string OptionSchema::linkFault(const kc_option& row) const
{
    if (text(row.needed_by).empty())
        return {};
    const auto flag = find(row.needed_by);
    return flag && _rows[*flag].type == KC_OPT_FLAG
               ? ""
               : "option " + std::string{row.name} + " is needed by " + row.needed_by +
                     ", which is no flag of the module";
}

} // namespace kc::descriptor
