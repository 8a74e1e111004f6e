// SPDX-License-Identifier: Apache-2.0
#include "Documents.h"
#include "OptionText.h"

#include <kc/descriptor/Words.h>

namespace kc::moddoc
{
namespace
{

constexpr std::size_t kColumns = 96;

std::string commented(const std::string& text)
{
    std::string out;
    for (const std::string& line : wrapped(text, kColumns))
        out += "# " + line + "\n";
    return out;
}

std::string entry(const OptionFacts& option)
{
    std::vector<std::string> facts;
    if (option.type == KC_OPT_PICK)
        facts.push_back(kindText(option));
    if (const std::string range = rangeText(option); !range.empty())
        facts.push_back(range);
    std::string help = option.help;
    if (!facts.empty())
        help += " (" + descriptor::joined(facts, "; ") + ")";
    std::string out = commented(help);
    if (!option.example.empty())
        out += "# Example: " + option.name + " = " + option.example + "\n";
    return out + "#" + option.name + " =" + (option.def.empty() ? "" : " " + option.def) + "\n";
}

std::string section(const ModuleFacts& module)
{
    std::string out;
    std::string group;
    for (const OptionFacts& option : module.options)
    {
        if (!option.isCurrent() || option.type == KC_OPT_PROPMAP)
            continue;
        out += "\n";
        if (option.group != group)
            out += "# -- " + option.group + " --\n\n";
        group = option.group;
        out += entry(option);
    }
    const std::string& title = module.summary.empty() ? module.id : module.summary;
    return out.empty() ? out : "\n# --- " + title + " ---\n" + out;
}

} // namespace

std::string exampleFile(const ConfigFile& file)
{
    std::string out = "# " + file.name + ": options of " + file.subject +
                      ", with their defaults.\n# See " + file.page + "(5).\n";
    for (const ModuleFacts* module : file.modules)
        out += section(*module);
    return out;
}

} // namespace kc::moddoc
