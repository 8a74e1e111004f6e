// SPDX-License-Identifier: Apache-2.0
#include "Documents.h"
#include "OptionText.h"
#include "Roff.h"

#include <kc/descriptor/Words.h>

#include <algorithm>

namespace kc::moddoc
{
namespace
{

std::string upper(std::string text)
{
    for (char& c : text)
        if (c >= 'a' && c <= 'z')
            c = static_cast<char>(c - 32);
    return text;
}

std::string optionEntry(const OptionFacts& option)
{
    std::vector<std::string> facts{kindText(option)};
    if (const std::string range = rangeText(option); !range.empty())
        facts.push_back(range);
    facts.push_back("default: " + defaultText(option));
    for (const std::string& trait : traits(option))
        facts.push_back(trait);
    std::string entry = ".TP\n\\fB" + roffText(option.name) + "\\fP (" +
                        roffText(descriptor::joined(facts, "; ")) + ")\n" + roffLine(option.help);
    if (!option.example.empty())
        entry += ".IP\nExample: \\fB" + roffText(option.name + " = " + option.example) + "\\fP\n";
    return entry;
}

std::string title(const ModuleFacts& module)
{
    return module.summary.empty() ? module.id : module.summary;
}

/// A module's options with their groups as subsections, then what its author says.
std::string moduleSection(const ModuleFacts& module)
{
    std::string body;
    std::string group;
    for (const OptionFacts& option : module.options)
    {
        if (!option.isCurrent())
            continue;
        if (option.group != group)
            body += roffMacro("SS", option.group);
        group = option.group;
        body += optionEntry(option);
    }
    if (!module.prose.empty())
        body += roffMacro("SS", "Notes on " + module.id) + roffFromMarkdown(module.prose);
    return body.empty() ? body : roffMacro("SH", upper(title(module))) + body;
}

std::string formerSection(const ConfigFile& file)
{
    std::string body;
    for (const ModuleFacts* module : file.modules)
        for (const OptionFacts& option : module->options)
            if (option.type >= KC_OPT_ALIAS && !option.has(KC_OPT_HIDDEN))
                body += ".TP\n\\fB" + roffText(option.name) + "\\fP\n" +
                        roffLine(formerText(option) + ".");
    return body.empty() ? body : roffMacro("SH", "FORMER OPTIONS") + body;
}

} // namespace

std::string manPage(const ConfigFile& file)
{
    std::string page = ".TH \"" + roffText(upper(file.page)) +
                       "\" 5 \"\" \"KC\" \"Configuration files\"\n.ad l\n" +
                       roffMacro("SH", "NAME") + roffText(file.page) + " \\- options of " +
                       roffText(file.subject) + "\n" + roffMacro("SH", "DESCRIPTION");
    page +=
        "\\fB/etc/kopano/" + roffText(file.name) + "\\fP\n" +
        "holds one \\fIname\\fP = \\fIvalue\\fP a line. A # in the first column begins a comment;\n"
        "\\fB!include\\fP \\fIFILE\\fP reads another file. A value that begins with $ is that\n"
        "environment variable. Sizes take k, M and G; times take ms, s, m, h and d.\n"
        "Of yes/no options no, false and 0 mean no. \\fB\\-\\-\\fP\\fIname\\fP=\\fIvalue\\fP on\n"
        "the command line beats the file. Reloadable options are read again on SIGHUP.\n";
    for (const ModuleFacts* module : file.modules)
        page += moduleSection(*module);
    return page + formerSection(file) + roffMacro("SH", "SEE ALSO") +
           ".BR kopano\\-server (8),\n.BR kopano\\-cli (8)\n";
}

} // namespace kc::moddoc
