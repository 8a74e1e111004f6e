// SPDX-License-Identifier: Apache-2.0
#include <kc/descriptor/Description.h>

#include <kc/descriptor/JsonText.h>
#include <kc/descriptor/Words.h>

#include <array>

namespace kc::descriptor
{
namespace
{

const char* typeTitle(kc_option_type type)
{
    constexpr std::array kTitles{"",       "text",         "number", "size",     "time",  "yes/no",
                                 "choice", "property map", "alias",  "obsolete", "unused"};
    return kTitles[static_cast<std::size_t>(type)];
}

std::string orDash(sv list)
{
    return list.empty() ? "-" : std::string{list};
}

/// What else there is to know: a line, or nothing.
std::string moreOf(const kc_option& option)
{
    std::vector<std::string> facts;
    const auto say = [&](sv what, sv value)
    {
        if (!value.empty())
            facts.push_back(std::string{what} + " " + std::string{value});
    };
    if (option.min != 0 || option.max != 0)
        say("range", std::to_string(option.min) + " to " + std::to_string(option.max));
    if (option.type == KC_OPT_TIME)
        say("a bare number counts in", option.unit == nullptr ? sv{"s"} : sv{option.unit});
    say("example:", text(option.example));
    say("since", text(option.since));
    if (!text(option.needed_by).empty())
        facts.push_back("needed when " + std::string{option.needed_by} + " = yes");
    return facts.empty() ? std::string{} : "      (" + joined(facts, "; ") + ")\n";
}

std::string optionText(const kc_option& option)
{
    std::string lines = "  " + std::string{option.name} + " = " + std::string{text(option.def)} +
                        "\n      " + typeTitle(option.type);
    if (option.type == KC_OPT_PICK)
        lines += " (" + joined(words(text(option.choices))) + ")";
    if (!text(option.target).empty())
        lines += ": " + std::string{option.target};
    if ((option.flags & KC_OPT_RELOADABLE) != 0)
        lines += ", reloadable";
    if ((option.flags & KC_OPT_SECRET) != 0)
        lines += ", secret";
    return lines + ". " + std::string{text(option.help)} + "\n" + moreOf(option);
}

std::string optionJson(const kc_option& option)
{
    JsonObject object;
    object.add("name", jsonText(option.name));
    object.add("type", jsonText(typeName(option.type)));
    object.add("flags", jsonList(flagNames(option.flags)));
    object.add("def", jsonText(option.def));
    object.add("help", jsonText(option.help));
    object.add("since", jsonText(option.since));
    object.add("unit", jsonText(option.unit));
    object.add("min", option.min);
    object.add("max", option.max);
    object.add("choices", jsonList(words(text(option.choices))));
    object.add("target", jsonText(option.target));
    object.add("group", jsonText(option.group));
    object.add("example", jsonText(option.example));
    object.add("needed_by", jsonText(option.needed_by));
    return object.line();
}

std::string version(std::uint16_t major, std::uint16_t minor)
{
    return jsonText(std::to_string(major) + "." + std::to_string(minor));
}

} // namespace

const char* typeName(kc_option_type type)
{
    constexpr std::array kNames{"",     "str",     "uint",  "size",     "time",  "flag",
                                "pick", "propmap", "alias", "obsolete", "unused"};
    return kNames[static_cast<std::size_t>(type)];
}

std::vector<std::string> flagNames(std::uint32_t flags)
{
    constexpr std::array kNames{"reloadable", "secret", "exact", "list", "nonempty", "hidden"};
    std::vector<std::string> names;
    for (std::size_t i = 0; i < kNames.size(); ++i)
        if ((flags & (1U << i)) != 0)
            names.emplace_back(kNames[i]);
    return names;
}

std::string describeText(const kc_module& module, const OptionSchema& schema,
                         const std::string& file)
{
    std::string out{text(module.id)};
    out.append(" ").append(text(module.version)).append(": ").append(text(module.summary));
    const auto say = [&](const char* title, sv value)
    { out.append("\n").append(title).append(": ").append(orDash(value)); };
    say("file", file);
    say("programs", text(module.programs));
    say("provides", text(module.provides));
    say("needs", text(module.requires_));
    say("answers", text(module.answers));
    if (!text(module.slots).empty())
        say("slots", module.slots);
    if (!text(module.config_file).empty())
        say("options also in the file that is named by", module.config_file);
    out += "\noptions:\n";
    for (const kc_option& option : schema.rows())
        out += optionText(option);
    return out;
}

std::string describeJson(const kc_module& module, const OptionSchema& schema,
                         const std::string& file)
{
    JsonObject object;
    object.add("id", jsonText(module.id));
    object.add("version", jsonText(module.version));
    object.add("summary", jsonText(module.summary));
    object.add("vendor", jsonText(module.vendor));
    object.add("license", jsonText(module.license));
    object.add("url", jsonText(module.url));
    object.add("file", jsonText(file));
    object.add("abi", version(module.abi_major, module.abi_minor));
    object.add("minimum", version(module.abi_major, module.abi_minimum));
    object.add("priority", module.priority);
    object.add("programs", jsonList(words(text(module.programs))));
    object.add("select", jsonText(module.select));
    object.add("answers", jsonList(words(text(module.answers))));
    object.add("provides", jsonList(words(text(module.provides))));
    object.add("requires", jsonList(words(text(module.requires_))));
    object.add("slots", jsonList(words(text(module.slots))));
    object.add("config_file", jsonText(module.config_file));
    object.add("needs_global", jsonText(module.needs_global));
    std::vector<std::string> options;
    for (const kc_option& option : schema.rows())
        options.push_back(optionJson(option));
    object.add("options",
               options.empty() ? "[]" : "[\n    " + joined(options, ",\n    ") + "\n  ]");
    return object.lines(0) + "\n";
}

} // namespace kc::descriptor
