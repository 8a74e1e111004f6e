// SPDX-License-Identifier: Apache-2.0
#include <kc/descriptor/OptionSchema.h>

#include <kc/descriptor/Words.h>

#include <algorithm>
#include <cstring>

namespace kc::descriptor
{

OptionSchema::OptionSchema(const kc_option* options, std::uint32_t count, std::uint32_t stride)
{
    const auto* const bytes = reinterpret_cast<const unsigned char*>(options);
    _rows.resize(count);
    for (std::size_t i = 0; i < count; ++i)
        std::memcpy(&_rows[i], bytes + i * stride,
                    std::min<std::size_t>(stride, sizeof(kc_option)));
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
    for (std::size_t i = 0; i < _rows.size(); ++i)
    {
        const kc_option& row = _rows[i];
        if (text(row.name).empty())
            return "option " + std::to_string(i) + " has no name";
        const std::string name = row.name;
        if (find(name) != i)
            return "option " + name + " is declared twice";
        if (row.type < KC_OPT_STR || row.type > KC_OPT_UNUSED)
            return "option " + name + " is of a type that this kernel does not know";
        if (row.type == KC_OPT_ALIAS)
        {
            const auto target = find(text(row.target));
            if (!target || _rows[*target].type >= KC_OPT_ALIAS)
                return "alias " + name + " names no option of the module";
            continue;
        }
        if (row.type == KC_OPT_OBSOLETE || row.type == KC_OPT_UNUSED)
            continue;
        const ParsedValue value = parseValue(row, text(row.def));
        if (!value.wrong.empty())
            return "default of option " + name + ": " + value.wrong;
    }
    return {};
}

} // namespace kc::descriptor
