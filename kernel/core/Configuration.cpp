// SPDX-License-Identifier: Apache-2.0
#include "Configuration.h"

#include <kc/descriptor/ConfigReader.h>
#include <kc/descriptor/Words.h>

#include <algorithm>
#include <filesystem>

namespace kc::kernel
{
Configuration::Configuration(const CommandLine& commandLine, Problems& problems,
                             const Configuration* old)
{
    readMain(commandLine, problems);
    _kernelValues = Snapshot::make(kernelSchema(), _programs.front().assignments, problems,
                                   old == nullptr ? nullptr : old->_kernelValues.get());
    readOthers(problems);
}

void Configuration::readMain(const CommandLine& commandLine, Problems& problems)
{
    const std::string path = commandLine.configPath();
    auto found = ConfigReader{problems}.read(path);
    if (!found && !commandLine.configFile.empty())
        problems.error(path + ": no such file; create it, or name another with -c");
    _programs.push_back(
        {commandLine.program, path, std::move(found).value_or(std::vector<Assignment>{})});
    for (const Assignment& each : commandLine.assignments)
        if (kernelSchema().find(each.name))
            _programs.front().assignments.push_back(each);
}

void Configuration::readOthers(Problems& problems)
{
    const auto directory = std::filesystem::path{_programs.front().path}.parent_path();
    for (const std::string& program : settings().programs)
    {
        if (std::any_of(_programs.begin(), _programs.end(),
                        [&](const ProgramConfig& each) { return each.program == program; }))
            continue;
        const std::string path = (directory / configFileName(program)).string();
        _programs.push_back(
            {program, path, ConfigReader{problems}.read(path).value_or(std::vector<Assignment>{})});
        warnOfProcessOptions(_programs.back(), problems);
    }
}

void Configuration::warnOfProcessOptions(const ProgramConfig& program, Problems& problems) const
{
    Problems ignored;
    const auto theirs = Snapshot::make(kernelSchema(), program.assignments, ignored);
    for (std::size_t i = 0; i < kernelSchema().rows().size(); ++i)
        if (kernelSchema().rows()[i].type < KC_OPT_ALIAS && !theirs->at(i).place.file.empty() &&
            theirs->at(i).text != _kernelValues->at(i).text)
            problems.warning(theirs->at(i).place.text() + ": " + kernelSchema().rows()[i].name +
                             " is one for the whole process, so it counts in " +
                             std::filesystem::path{_programs.front().path}.filename().string() +
                             " only; set it there, or remove it here");
}

void Configuration::assignCommandLine(const CommandLine& commandLine, const ModuleShelf& shelf)
{
    for (const Assignment& each : commandLine.assignments)
    {
        if (kernelSchema().find(each.name))
            continue;
        const auto owner = std::find_if(_programs.begin(), _programs.end(),
                                        [&](const ProgramConfig& config)
                                        {
                                            return shelf.declares(config.program, each.name) ||
                                                   shelf.catalogue().moduleOf(config.program,
                                                                              each.name) != nullptr;
                                        });
        // One that nobody has is refused where all names are looked at, as the main program's.
        (owner == _programs.end() ? _programs.front() : *owner).assignments.push_back(each);
    }
}

} // namespace kc::kernel
