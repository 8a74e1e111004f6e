// SPDX-License-Identifier: Apache-2.0
#include "Reports.h"

#include <kc/descriptor/ConfigDump.h>
#include <kc/descriptor/Description.h>
#include <kc/descriptor/JsonText.h>
#include <kc/descriptor/NearestName.h>
#include <kc/descriptor/Words.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>

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

std::vector<Row> rowsOf(const Assembly& assembly)
{
    std::vector<Row> rows;
    for (const InstalledModule& module : assembly.shelf().modules())
        rows.push_back(rowOf(assembly, module));
    std::sort(rows.begin(), rows.end());
    return rows;
}

/// Visits the values of each cfg file: its program's place and its name.
template <class Visit>
void visitFiles(const Assembly& assembly, Visit&& visit)
{
    const auto& programs = assembly.configuration().programs();
    for (std::size_t i = 0; i < programs.size(); ++i)
    {
        const std::string file = std::filesystem::path{programs[i].path}.filename().string();
        if (i == 0)
            visit(i, file, assembly.configuration().kernelValues());
        for (const auto& module : assembly.modules())
            if (module->program() == i)
            {
                const std::string own = assembly.ownFileOf(*module, assembly.configuration()).path;
                visit(i, own.empty() ? file : own, module->config());
            }
    }
}

DumpScope scopeOf(const Assembly& assembly)
{
    return assembly.commandLine().dumpScope.value_or(DumpScope::InForce);
}

} // namespace

std::string moduleTable(const Assembly& assembly)
{
    std::vector<Row> rows = rowsOf(assembly);
    rows.insert(rows.begin(),
                {"ID", "VERSION", "SDK", "STATE", "SLOT=KEY", "SELECTED BY", "PACKAGE"});
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

std::string moduleJson(const Assembly& assembly)
{
    std::vector<std::string> objects;
    for (const Row& row : rowsOf(assembly))
    {
        JsonObject object;
        constexpr std::array kKeys{"id",      "version",     "sdk",    "state",
                                   "answers", "selected_by", "package"};
        for (std::size_t i = 0; i < row.size(); ++i)
            object.add(kKeys[i], jsonText(row[i] == "-" ? "" : row[i]));
        objects.push_back(object.line());
    }
    return "[\n  " + joined(objects, ",\n  ") + "\n]\n";
}

std::string configText(const Assembly& assembly)
{
    std::map<std::string, std::string> sections;
    std::map<std::string, DumpedNames> dumped;
    std::vector<std::string> order;
    visitFiles(assembly,
               [&](std::size_t, const std::string& file, const Snapshot& values)
               {
                   if (!sections.contains(file))
                       order.push_back(file);
                   sections[file] += dumpText(values, scopeOf(assembly), &dumped[file]);
               });
    std::string out;
    for (const std::string& file : order)
        if (!sections[file].empty())
            out.append("## ").append(file).append("\n").append(sections[file]);
    return out;
}

std::string configJson(const Assembly& assembly)
{
    const auto& programs = assembly.configuration().programs();
    std::vector<JsonObject> objects(programs.size());
    std::vector<DumpedNames> dumped(programs.size());
    visitFiles(assembly, [&](std::size_t program, const std::string&, const Snapshot& values)
               { dumpJson(values, scopeOf(assembly), objects[program], &dumped[program]); });
    JsonObject out;
    for (std::size_t i = 0; i < programs.size(); ++i)
        out.add(programs[i].program, objects[i].lines(2));
    return out.lines(0) + "\n";
}

std::optional<std::string> moduleDescription(const Assembly& assembly, std::string& wrong)
{
    const std::string& id = assembly.commandLine().described;
    const auto describe = assembly.commandLine().json ? describeJson : describeText;
    if (id == "kernel") // the options that every program has
    {
        kc_module kernel{};
        kernel.abi_major = KC_ABI_MAJOR;
        kernel.abi_minor = KC_ABI_MINOR;
        kernel.id = "kernel";
        kernel.version = KC_VERSION;
        kernel.summary = "options of every program";
        kernel.programs = "*";
        return describe(kernel, kernelSchema(), {});
    }
    const InstalledModule* const module = assembly.shelf().find(id);
    if (module == nullptr)
    {
        std::vector<std::string> known{"kernel"};
        for (const InstalledModule& each : assembly.shelf().modules())
            known.push_back(each.note.id);
        wrong = "no module " + id + " in " + assembly.shelf().where() + suggestion(id, known);
        return std::nullopt;
    }
    const auto code = LoadedModule::open(module->path, module->note, wrong);
    if (code == nullptr)
        return std::nullopt;
    return describe(code->descriptor(), code->schema(), module->path);
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
           "  --describe-module ID     list a module's interfaces and options; ID may be kernel\n"
           "  --dump-config            print the configuration in force, secrets masked;\n"
           "      --changed            what differs from the defaults, --all: hidden options too\n"
           "  --json                   the last three as JSON\n"
           "  --ignore-unknown-config-options\n"
           "  -F                       accepted: the program stays in the foreground\n"
           "  -V, --version            -h, --help\n"
           "Exit code of --check-config, --list-modules and --dump-config: 0 fine, 1 error,\n"
           "2 warnings only.\n";
}

} // namespace kc::kernel
