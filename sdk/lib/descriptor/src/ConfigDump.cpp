// SPDX-License-Identifier: Apache-2.0
#include <kc/descriptor/ConfigDump.h>

#include <kc/descriptor/JsonText.h>
#include <kc/descriptor/Words.h>

namespace kc::descriptor
{
namespace
{

bool isSecret(const kc_option& option)
{
    return (option.flags & KC_OPT_SECRET) != 0;
}

std::string masked(const kc_option& option, sv value)
{
    return isSecret(option) && !value.empty() ? "****" : std::string{value};
}

bool isShown(const Snapshot& values, std::size_t place, DumpScope scope, DumpedNames* dumped)
{
    const kc_option& option = values.schema().rows()[place];
    if (dumped != nullptr && !dumped->insert(option.name).second)
        return false;
    if (scope == DumpScope::All)
        return true;
    const bool isSet = !values.at(place).place.file.empty();
    return scope == DumpScope::Changed
               ? values.isChanged(place)
               : option.type < KC_OPT_ALIAS && (isSet || (option.flags & KC_OPT_HIDDEN) == 0);
}

/// What stands for an option that holds no value.
std::string remark(const kc_option& option)
{
    const std::string name = "# " + std::string{option.name};
    if (option.type == KC_OPT_ALIAS)
        return name + " is now called " + std::string{text(option.target)} + "\n";
    if (option.type == KC_OPT_OBSOLETE)
        return name + " is obsolete: " + std::string{text(option.target)} + "\n";
    return name + " has no effect\n";
}

std::string assignmentText(const kc_option& option, const Snapshot::Value& value)
{
    const bool isSet = !value.place.file.empty();
    std::string line{trim(std::string{option.name} + " = " + masked(option, value.text))};
    if (isSecret(option) && isSet)
        return "# secret, set in " + value.place.text() + ":\n# " + line + "\n";
    return (isSet ? "" : "# ") + line + "\n";
}

std::string mapText(const kc_option& option, const Snapshot& values)
{
    std::string lines = "# " + std::string{option.name} + ": " +
                        std::to_string(values.mapEntries().size()) + " entries\n";
    for (const std::string& path : values.maps())
        lines += "!propmap " + path + "\n";
    return lines;
}

std::string mapJson(const Snapshot& values)
{
    JsonObject object;
    for (const auto& [key, value] : values.mapEntries())
        object.add(key, jsonText(value));
    return object.line();
}

} // namespace

std::string dumpText(const Snapshot& values, DumpScope scope, DumpedNames* dumped)
{
    std::string lines;
    for (std::size_t i = 0; i < values.schema().rows().size(); ++i)
    {
        const kc_option& option = values.schema().rows()[i];
        if (!isShown(values, i, scope, dumped))
            continue;
        if (option.type >= KC_OPT_ALIAS)
            lines += remark(option);
        else
            lines += option.type == KC_OPT_PROPMAP ? mapText(option, values)
                                                   : assignmentText(option, values.at(i));
    }
    return lines;
}

void dumpJson(const Snapshot& values, DumpScope scope, JsonObject& into, DumpedNames* dumped)
{
    for (std::size_t i = 0; i < values.schema().rows().size(); ++i)
    {
        const kc_option& option = values.schema().rows()[i];
        if (!isShown(values, i, scope, dumped))
            continue;
        JsonObject object;
        if (option.type == KC_OPT_ALIAS || option.type == KC_OPT_OBSOLETE)
            object.add(option.type == KC_OPT_ALIAS ? "alias" : "obsolete", jsonText(option.target));
        else if (option.type == KC_OPT_UNUSED)
            object.add("unused", sv{"true"});
        else
        {
            object.add("value", jsonText(masked(option, values.at(i).text)));
            object.add("default", jsonText(masked(option, text(option.def))));
            object.add("source", jsonText(values.at(i).place.text()));
            object.add("changed", sv{values.isChanged(i) ? "true" : "false"});
            if (option.type == KC_OPT_PROPMAP)
                object.add("entries", mapJson(values));
        }
        into.add(option.name, object.line());
    }
}

} // namespace kc::descriptor
