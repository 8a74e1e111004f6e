// SPDX-License-Identifier: Apache-2.0
#include "OptionNames.h"

#include "config/KernelOptions.h"
#include <kc/descriptor/NearestName.h>
#include <kc/descriptor/Words.h>

#include <filesystem>

namespace kc::kernel
{
namespace
{

bool belongsTo(const ModuleNote& note, sv program)
{
    return contains(note.programs, "*") || contains(note.programs, program);
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
    for (const kc_option& option : schema.rows())
    {
        const auto [place, isNew] = _owners[program].emplace(option.name, module);
        if (!isNew)
            problems.error("modules " + place->second + " and " + module +
                           " both declare the option " + option.name + " of " +
                           _programs[program].program + "; leave one of them out");
        if (kernelSchema().find(option.name))
            problems.error("module " + module + " declares the option " + option.name +
                           ", which is the kernel's; leave the module out");
    }
}

void OptionNames::check(Problems& problems) const
{
    for (std::size_t i = 0; i < _programs.size(); ++i)
        for (const Assignment& each : _programs[i].assignments)
            checkOne(i, each, problems);
}

void OptionNames::checkOne(std::size_t program, const Assignment& assignment,
                           Problems& problems) const
{
    const std::string& name = assignment.name;
    const std::string& programName = _programs[program].program;
    // Options of the process count in the main cfg; in another program's file they are for when it
    // runs alone.
    if (kernelSchema().find(name) || _owners[program].contains(name) || name.starts_with("x_") ||
        isInstalled(programName, name))
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
    const std::string begin = assignment.place.text() + ": unknown option " + assignment.name;
    for (std::size_t i = 0; i < _programs.size(); ++i)
        if (i != program && (_owners[i].contains(assignment.name) ||
                             isInstalled(_programs[i].program, assignment.name)))
            return problems.error(begin + "; it belongs into " +
                                  std::filesystem::path{_programs[i].path}.filename().string());
    problems.error(begin + suggestion(assignment.name, known(program)));
}

bool OptionNames::isInstalled(sv program, sv option) const
{
    for (const InstalledModule& module : _shelf.modules())
        if (belongsTo(module.note, program) && module.note.option(option) != nullptr)
            return true;
    return false;
}

std::vector<std::string> OptionNames::known(std::size_t program) const
{
    std::vector<std::string> names = _shelf.catalogue().optionsOf(_programs[program].program);
    for (const kc_option& option : kernelSchema().rows())
        names.emplace_back(option.name);
    for (const auto& [option, module] : _owners[program])
        names.push_back(option);
    for (const InstalledModule& module : _shelf.modules())
        if (belongsTo(module.note, _programs[program].program))
            for (const ModuleNote::Option& option : module.note.options)
                names.push_back(option.name);
    return names;
}

} // namespace kc::kernel
