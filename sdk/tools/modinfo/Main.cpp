// SPDX-License-Identifier: Apache-2.0
// kc-modinfo FILE…: what module files say about themselves. It reads their notes only, so nothing
// of a module runs, and refuses a file in the words of the server.
#include <kc/descriptor/ModuleFile.h>
#include <kc/descriptor/Words.h>

#include <iostream>
#include <nlohmann/json.hpp>

namespace
{

using namespace kc::descriptor;
using nlohmann::ordered_json;

constexpr const char* kUsage = "Usage: kc-modinfo [--json] FILE...\n"
                               "Prints what KC module files say about themselves; runs nothing of "
                               "them. Exit status 1: one of them is no module that\n"
                               "a server would load, and why.\n";

std::vector<std::string> slotsOf(const ModuleNote& note)
{
    std::vector<std::string> slots;
    for (const auto& [slot, option] : note.slots)
        slots.push_back(slot + "=" + option);
    return slots;
}

void printList(const char* key, const std::vector<std::string>& values)
{
    if (!values.empty())
        std::cout << key << joined(values, " ") << '\n';
}

void printText(const ModuleFile& file)
{
    const ModuleNote& note = file.note;
    std::cout << note.id << " " << note.version << ": " << note.summary
              << "\nfile:      " << file.path << "\nSDK:       " << note.sdk() << ", at least "
              << note.abiMajor << '.' << note.abiMinimum << '\n';
    printList("programs:  ", note.programs);
    if (!note.select.empty())
        std::cout << "select:    " << note.select << '\n';
    printList("answers:   ", note.answers);
    printList("provides:  ", note.provides);
    printList("requires:  ", note.needs);
    printList("slots:     ", slotsOf(note));
    if (!note.needsGlobal.empty())
        std::cout << "global:    " << note.needsGlobal << '\n';
    if (!note.options.empty())
        std::cout << "options:\n";
    for (const ModuleNote::Option& option : note.options)
        std::cout << "  " << option.name
                  << (option.target.empty() ? " = " + option.def : ": now " + option.target)
                  << '\n';
}

ordered_json jsonOf(const ModuleFile& file)
{
    const ModuleNote& note = file.note;
    ordered_json options = ordered_json::array();
    ordered_json aliases = ordered_json::object();
    for (const ModuleNote::Option& option : note.options)
        if (option.target.empty())
            options.push_back({{"name", option.name}, {"def", option.def}});
        else
            aliases[option.name] = option.target;
    return {{"file", file.path},
            {"id", note.id},
            {"version", note.version},
            {"summary", note.summary},
            {"sdk", note.sdk()},
            {"minimum", std::to_string(note.abiMajor) + "." + std::to_string(note.abiMinimum)},
            {"programs", note.programs},
            {"select", note.select},
            {"answers", note.answers},
            {"provides", note.provides},
            {"requires", note.needs},
            {"slots", slotsOf(note)},
            {"needs_global", note.needsGlobal},
            {"options", options},
            {"aliases", aliases}};
}

/// The exit status.
int describe(const std::vector<std::string>& paths, bool json)
{
    int status = 0;
    ordered_json all = ordered_json::array();
    for (const std::string& path : paths)
    {
        const ModuleFile file = ModuleFile::read(path);
        if (!file.refusal.empty())
        {
            std::cerr << path << ": " << file.refusal << '\n';
            status = 1;
        }
        else if (json)
            all.push_back(jsonOf(file));
        else
            printText(file);
    }
    if (json)
        std::cout << all.dump(2, ' ', false, ordered_json::error_handler_t::replace) << '\n';
    return status;
}

} // namespace

int main(int argc, char** argv)
{
    std::vector<std::string> paths;
    bool json = false;
    for (int i = 1; i < argc; ++i)
    {
        const kc::sv argument = argv[i];
        if (argument == "--json")
            json = true;
        else if (argument == "--help" || argument == "-h")
            return std::cout << kUsage, 0;
        else if (argument.starts_with('-'))
            return std::cerr << "unknown argument " << argument << '\n' << kUsage, 2;
        else
            paths.emplace_back(argument);
    }
    if (paths.empty())
        return std::cerr << kUsage, 2;
    return describe(paths, json);
}
