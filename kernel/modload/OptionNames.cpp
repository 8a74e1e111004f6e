// SPDX-License-Identifier: Apache-2.0
#include "OptionNames.h"

#include "config/KernelOptions.h"
#include <kc/descriptor/NearestName.h>
#include <kc/descriptor/Words.h>

#include <algorithm>
#include <filesystem>

namespace kc::kernel
{
namespace
{

/// Does a line in a file mean the same to both?
bool isAlike(const kc_option& a, const kc_option& b)
{
    const auto text = [](const char* chars) { return chars == nullptr ? sv{} : sv{chars}; };
    return a.type == b.type && a.flags == b.flags && a.min == b.min && a.max == b.max &&
           text(a.def) == text(b.def) && text(a.unit) == text(b.unit) &&
           text(a.choices) == text(b.choices) && text(a.target) == text(b.target) &&
           text(a.needed_by) == text(b.needed_by);
}

bool takesMaps(const OptionSchema& schema)
{
    return std::any_of(schema.rows().begin(), schema.rows().end(),
                       [](const kc_option& each) { return each.type == KC_OPT_PROPMAP; });
}

void refuseMap(const Assignment& assignment, Problems& problems)
{
    problems.error(assignment.place.text() +
                   ": !propmap: no module that is loaded reads property maps from this file; "
                   "remove the line, or put it into the file of the module that it is for");
}

std::string fileName(const ProgramConfig& program)
{
    return std::filesystem::path{program.path}.filename().string();
}

bool isOff(const std::string& value)
{
    return value.empty() || !isTrue(value);
}

} // namespace

OptionNames::OptionNames(const std::vector<ProgramConfig>& programs, const ModuleShelf& shelf)
    : _programs{programs}, _shelf{shelf}, _owners(programs.size())
{
}

void OptionNames::declare(std::size_t program, const std::string& module,
                          const OptionSchema& schema, Problems& problems)
{
    if (takesMaps(schema))
        _takeMaps.insert(program);
    for (const kc_option& option : schema.rows())
    {
        const auto [place, isNew] = _owners[program].emplace(option.name, Owner{module, option});
        if (!isNew && !isAlike(place->second.row, option))
            problems.error("modules " + place->second.module + " and " + module +
                           " both declare the option " + option.name + " of " +
                           _programs[program].program + ", but not alike; leave one of them out");
        if (kernelSchema().find(option.name))
            problems.error("module " + module + " declares the option " + option.name +
                           ", which is the kernel's; leave the module out");
    }
}

void OptionNames::check(Problems& problems) const
{
    for (std::size_t i = 0; i < _programs.size(); ++i)
    {
        if (i > 0)
            checkProgram(_programs[i], problems);
        for (const Assignment& each : _programs[i].assignments)
            checkOne(i, each, problems);
    }
}

void OptionNames::checkProgram(const ProgramConfig& program, Problems& problems) const
{
    std::vector<std::string> known = _shelf.catalogue().programs();
    for (const InstalledModule& module : _shelf.modules())
        known.insert(known.end(), module.note.programs.begin(), module.note.programs.end());
    const Assignment* const named = _programs.front().last("programs");
    const std::string near = suggestion(program.program, known);
    if (!contains(known, program.program) && named != nullptr)
        problems.error(named->place.text() + ": programs: no module is for a program " +
                       program.program +
                       (near.empty() ? "; take it off the list, or install its package" : near));
}

void OptionNames::checkOwnFile(std::size_t program, const std::string& module,
                               const OptionSchema& schema,
                               const std::vector<Assignment>& assignments, Problems& problems) const
{
    for (const Assignment& each : assignments)
    {
        if (each.kind == Assignment::Kind::Map && !takesMaps(schema))
            refuseMap(each, problems);
        if (each.kind != Assignment::Kind::Option || each.name.starts_with("x_") ||
            schema.find(each.name))
            continue;
        const std::string begin = each.place.text() + ": " + shownName(each.name) +
                                  " is no option of module " + module +
                                  ", which has this file to itself";
        const bool isThePrograms =
            kernelSchema().find(each.name) || _owners[program].contains(each.name);
        problems.error(begin + (isThePrograms ? "; it belongs into " + fileName(_programs[program])
                                              : suggestion(each.name, schema.names())));
    }
}

void OptionNames::checkOne(std::size_t program, const Assignment& assignment,
                           Problems& problems) const
{
    const std::string& name = assignment.name;
    const std::string& programName = _programs[program].program;
    if (assignment.kind == Assignment::Kind::Map && !_takeMaps.contains(program))
        refuseMap(assignment, problems);
    if (assignment.kind != Assignment::Kind::Option)
        return;
    // Options of the process count in the main cfg; in another program's file they are for when it
    // runs alone.
    if (kernelSchema().find(name) || _owners[program].contains(name) || name.starts_with("x_") ||
        _shelf.declares(programName, name))
        return;
    const std::string* const module = _shelf.catalogue().moduleOf(programName, name);
    if (module == nullptr)
        return refuse(program, assignment, problems);
    const std::string where = assignment.place.text() + ": " + name;
    const InstalledModule* const installed = _shelf.find(*module);
    if (*module == "-" || installed != nullptr)
        return problems.warning(where + " is not implemented yet and has no effect");
    if (!isOff(assignment.value))
        problems.error(where + " needs module " + *module + ", which " + _shelf.absence(*module));
}

void OptionNames::refuse(std::size_t program, const Assignment& assignment,
                         Problems& problems) const
{
    const std::string begin =
        assignment.place.text() + ": unknown option " + shownName(assignment.name);
    if (assignment.name.starts_with('#'))
        return problems.error(begin + "; a comment begins in the first column");
    for (std::size_t i = 0; i < _programs.size(); ++i)
        if (i != program && (_owners[i].contains(assignment.name) ||
                             _shelf.declares(_programs[i].program, assignment.name) ||
                             _shelf.catalogue().moduleOf(_programs[i].program, assignment.name)))
            return problems.error(begin + "; it belongs into " + fileName(_programs[i]));
    const std::string near = suggestion(assignment.name, known(program));
    problems.error(
        begin + (near.empty() ? "; remove it, --dump-config --all shows those there are" : near));
}

std::vector<std::string> OptionNames::known(std::size_t program) const
{
    std::vector<std::string> names = _shelf.catalogue().optionsOf(_programs[program].program);
    for (std::string& option : kernelSchema().names())
        names.push_back(std::move(option));
    for (const auto& [option, owner] : _owners[program])
        names.push_back(option);
    for (const InstalledModule& module : _shelf.modules())
        if (module.note.isFor(_programs[program].program))
            for (const ModuleNote::Option& option : module.note.options)
                names.push_back(option.name);
    return names;
}

} // namespace kc::kernel
