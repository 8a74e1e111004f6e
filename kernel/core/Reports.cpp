// SPDX-License-Identifier: Apache-2.0
#include "Reports.h"

#include <kc/descriptor/NearestName.h>
#include <kc/descriptor/Words.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>

namespace kc::kernel
{
namespace
{

using Row = std::array<std::string, 7>;

std::string orDash(const std::string& text)
{
    return text.empty() ? "-" : text;
}

Row rowOf(const Assembly& assembly, const InstalledModule& module)
{
    const ModuleNote& note = module.note;
    const std::string package = orDash(assembly.shelf().catalogue().packageOf(note.id));
    if (!module.refusal.empty())
        return {note.id, "-", "-", "refused", "-", "-", package + "  " + module.refusal};
    const SelectedModule* const selected = assembly.selection().find(note.id);
    const auto& disabled = assembly.configuration().settings().disabledModules;
    const char* const state = selected != nullptr           ? "selected"
                              : contains(disabled, note.id) ? "disabled"
                                                            : "available";
    return {note.id,
            orDash(note.version),
            note.sdk(),
            state,
            orDash(joined(note.answers, " ")),
            selected == nullptr ? "-" : selected->selectedBy,
            package};
}

/// Visits every option in force: program, name, row, value.
using Visit = std::function<void(const ProgramConfig&, const kc_option&, const Snapshot::Value&)>;

void visitSchema(const ProgramConfig& program, const OptionSchema& schema, const Snapshot& values,
                 const Visit& visit)
{
    for (std::size_t i = 0; i < schema.rows().size(); ++i)
        if (schema.rows()[i].type < KC_OPT_ALIAS)
            visit(program, schema.rows()[i], values.at(i));
}

void visitAll(const Assembly& assembly, const Visit& visit)
{
    const auto& programs = assembly.configuration().programs();
    for (std::size_t i = 0; i < programs.size(); ++i)
    {
        if (i == 0)
            visitSchema(programs[0], kernelSchema(), assembly.configuration().kernelValues(),
                        visit);
        for (const auto& module : assembly.modules())
            if (module->program() == i)
                visitSchema(programs[i], module->schema(), module->config(), visit);
    }
}

std::string shownValue(const kc_option& option, const Snapshot::Value& value)
{
    return (option.flags & KC_OPT_SECRET) != 0 && !value.text.empty() ? "****" : value.text;
}

const char* typeName(const kc_option& option)
{
    constexpr std::array kNames{"",       "text",         "number", "size",     "time",  "yes/no",
                                "choice", "property map", "alias",  "obsolete", "unused"};
    return kNames[static_cast<std::size_t>(option.type)];
}

std::string optionLine(const kc_option& option)
{
    std::string line = "  " + std::string{option.name} + " = " + std::string{text(option.def)} +
                       "\n      " + typeName(option);
    if (option.type == KC_OPT_PICK)
        line += " (" + joined(words(text(option.choices))) + ")";
    if (!text(option.target).empty())
        line += ": " + std::string{option.target};
    if ((option.flags & KC_OPT_RELOADABLE) != 0)
        line += ", reloadable";
    if ((option.flags & KC_OPT_SECRET) != 0)
        line += ", secret";
    return line + ". " + std::string{text(option.help)} + "\n";
}

} // namespace

std::string moduleTable(const Assembly& assembly)
{
    std::vector<Row> rows{{"ID", "VERSION", "SDK", "STATE", "SLOT=KEY", "SELECTED BY", "PACKAGE"}};
    for (const InstalledModule& module : assembly.shelf().modules())
        rows.push_back(rowOf(assembly, module));
    std::sort(rows.begin() + 1, rows.end());
    std::array<std::size_t, 7> widths{};
    for (const Row& row : rows)
        for (std::size_t i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths[i], row[i].size());
    std::string table;
    for (const Row& row : rows)
    {
        for (std::size_t i = 0; i + 1 < row.size(); ++i)
            table.append(row[i]).append(widths[i] + 2 - row[i].size(), ' ');
        table.append(row.back()).append(1, '\n');
    }
    return table;
}

std::string configText(const Assembly& assembly)
{
    std::string out;
    const ProgramConfig* current = nullptr;
    visitAll(assembly,
             [&](const ProgramConfig& program, const kc_option& option, const auto& value)
             {
                 if (current != &program)
                     out += "## " + std::filesystem::path{program.path}.filename().string() + "\n";
                 current = &program;
                 out += (value.place.file.empty() ? "# " : "") + std::string{option.name} + " = " +
                        shownValue(option, value) + "\n";
             });
    return out;
}

std::string configJson(const Assembly& assembly)
{
    nlohmann::ordered_json out = nlohmann::ordered_json::object();
    visitAll(assembly,
             [&](const ProgramConfig& program, const kc_option& option, const auto& value)
             {
                 out[program.program][option.name] = {{"value", shownValue(option, value)},
                                                      {"source", value.place.text()}};
             });
    return out.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

std::optional<std::string> moduleDescription(const Assembly& assembly, std::string& wrong)
{
    const std::string& id = assembly.commandLine().described;
    if (id == "kernel") // the options that every program has
    {
        std::string out = "kernel: options of every program\noptions:\n";
        for (const kc_option& option : kernelSchema().rows())
            out += optionLine(option);
        return out;
    }
    const InstalledModule* const module = assembly.shelf().find(id);
    if (module == nullptr)
    {
        std::vector<std::string> known;
        for (const InstalledModule& each : assembly.shelf().modules())
            known.push_back(each.note.id);
        wrong = "no module " + id + " in " + assembly.shelf().where() + suggestion(id, known);
        return std::nullopt;
    }
    const auto code = LoadedModule::open(module->path, module->note, wrong);
    if (code == nullptr)
        return std::nullopt;
    const ModuleNote& note = module->note;
    std::string out = note.id + " " + note.version + ": " + note.summary +
                      "\nfile: " + module->path + "\nprograms: " + joined(note.programs, " ") +
                      "\nprovides: " + orDash(joined(note.provides, " ")) +
                      "\nneeds: " + orDash(joined(note.needs, " ")) +
                      "\nanswers: " + orDash(joined(note.answers, " ")) + "\noptions:\n";
    for (const kc_option& option : code->schema().rows())
        out += optionLine(option);
    return out;
}

std::string usage(const std::string& program)
{
    return "Usage: kopano-" + program +
           " [options]\n"
           "  -c, --config FILE        read FILE instead of the default " +
           configFileName(program) +
           "\n"
           "  --option-name=value      set an option of the cfg file; a reload does not change it\n"
           "  --check-config           say what is wrong with the configuration, start nothing\n"
           "  --list-modules           list installed modules and what selected them\n"
           "  --describe-module ID     list a module's interfaces and options\n"
           "  --dump-config [--json]   print the configuration in force\n"
           "  --ignore-unknown-config-options\n"
           "  -F                       accepted: the program stays in the foreground\n"
           "  -V, --version            -h, --help\n";
}

} // namespace kc::kernel
