// SPDX-License-Identifier: Apache-2.0
#include "Assembly.h"

#include <kc/descriptor/ConfigReader.h>
#include <kc/descriptor/Words.h>

#include <kc/abi/draft/program.h>

#include <algorithm>
#include <filesystem>

namespace kc::kernel
{

std::vector<std::string> builtInModulePath()
{
    std::error_code error;
    const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
    const auto tree = (program.parent_path().parent_path() / "modules/1").string();
    if (!error && std::filesystem::is_directory(tree, error))
        return {tree};
    return {KC_MODULE_DIR, "/usr/local/lib/kopano/modules/1"};
}

Assembly::Assembly(CommandLine commandLine) : _commandLine{std::move(commandLine)}
{
    _configuration = std::make_unique<Configuration>(_commandLine, _problems);
    scanModules();
    detectTool();
    if (_isTool)
    {
        // A tool is given any program's file and parses its arguments itself.
        _problems = {};
        _commandLine.action = CommandLine::Action::Run;
        _commandLine.assignments.clear();
        // Whatever else a server is that its file is of, a tool is itself.
        for (const char* option : {"programs", "modules"})
            _commandLine.assignments.push_back({option, "", {}});
        _configuration = std::make_unique<Configuration>(_commandLine, _problems);
    }
    else
    {
        for (const std::string& error : _commandLine.errors)
            _problems.error(error);
        _configuration->assignCommandLine(_commandLine, _shelf);
    }
    const KernelSettings settings = _configuration->settings();
    _selection.emplace(SelectionInput{_shelf, _configuration->programs(), settings}, _problems);
    loadModules();
    const OptionNames names = checkNames(*_configuration, _problems);
    checkLogLevels(*_configuration, _problems);
    for (const auto& module : _modules)
        module->configure(assignmentsOf(*module, *_configuration, names, _problems), _problems);
}

void Assembly::scanModules()
{
    const std::vector<std::string> named = _configuration->settings().modulePath;
    Problems found;
    _shelf.scan(named.empty() ? builtInModulePath() : named, named.empty(), found);
    const std::string place = _configuration->kernelValues()["module_path"].place.text();
    for (const std::string& error : found.errors())
        _problems.error(place + ": " + error);
}

void Assembly::detectTool()
{
    for (const InstalledModule& module : _shelf.modules())
        if (module.refusal.empty() && module.note.offers(KC_PROGRAM) &&
            contains(module.note.programs, _commandLine.program))
            _isTool = true;
    // A tool's module is named like it. Without it, this would be a server that does nothing.
    const Catalogue& catalogue = _shelf.catalogue();
    if (!_isTool && contains(catalogue.providing(KC_PROGRAM), _commandLine.program))
        _problems.error("kopano-" + _commandLine.program + " is the module " +
                        _commandLine.program + ", which is not installed" +
                        catalogue.installHint(_commandLine.program));
}

void Assembly::loadModules()
{
    for (const SelectedModule& selected : _selection->modules())
    {
        std::string wrong;
        auto code = LoadedModule::open(selected.module->path, selected.module->note, wrong);
        if (code == nullptr)
            _problems.error("module " + selected.module->note.id + " (" + selected.selectedBy +
                            ") cannot be loaded: " + selected.module->path + ": " + wrong);
        else
            _modules.push_back(std::make_unique<ModuleInstance>(selected, std::move(code)));
    }
}

OptionNames Assembly::checkNames(const Configuration& configuration, Problems& problems) const
{
    OptionNames names{configuration.programs(), _shelf};
    for (const auto& module : _modules)
        names.declare(module->program(), module->id(), module->schema(), problems);
    if (!_isTool && !_commandLine.ignoresUnknown)
        names.check(problems);
    return names;
}

const ModuleInstance* Assembly::fileOwner(const ModuleInstance& module) const
{
    const sv option = module.configFileOption();
    if (option.empty() || module.schema().find(option))
        return option.empty() ? nullptr : &module;
    for (const auto& each : _modules)
        for (const auto& [slot, chosen] : _selection->find(each->id())->slots)
            if (chosen == module.id() && each->schema().find(option))
                return each.get();
    return nullptr;
}

Assembly::OwnFile Assembly::ownFileOf(const ModuleInstance& module,
                                      const Configuration& configuration) const
{
    const ModuleInstance* const owner = fileOwner(module);
    if (owner == nullptr)
        return {};
    Problems ignored; // they are told where the owner's values are read for itself
    const ProgramConfig& program = configuration.programs()[owner->program()];
    const auto values = owner->read(program.assignments, ignored);
    const Snapshot::Value& named = (*values)[module.configFileOption()];
    if (named.text.empty())
        return {};
    const auto directory = std::filesystem::path{program.path}.parent_path();
    return {(directory / named.text).string(), named.place.text() + ": " +
                                                   std::string{module.configFileOption()} + " = " +
                                                   named.text};
}

std::vector<Assignment> Assembly::assignmentsOf(const ModuleInstance& module,
                                                const Configuration& configuration,
                                                const OptionNames& names, Problems& problems) const
{
    std::vector<Assignment> all = configuration.programs()[module.program()].assignments;
    const OwnFile file = ownFileOf(module, configuration);
    if (file.path.empty())
        return all;
    const auto found = ConfigReader{problems}.read(file.path);
    if (!found)
        problems.error(file.namedBy + ": no such file, and " + module.title() +
                       " reads its options there; create " + file.path + " or correct the name");
    else if (!_commandLine.ignoresUnknown)
        names.checkOwnFile(module.program(), module.id(), module.schema(), *found, problems);
    const auto pinned =
        std::find_if(all.begin(), all.end(),
                     [](const Assignment& each) { return each.origin == Origin::CommandLine; });
    if (found)
        all.insert(pinned, found->begin(), found->end());
    return all;
}

void Assembly::checkLogLevels(const Configuration& configuration, Problems& problems) const
{
    const Snapshot::Value& value = configuration.kernelValues()["log_levels"];
    const std::string where = value.place.text() + ": log_levels: ";
    std::vector<std::string> wrong;
    for (const auto& [module, level] : parseLogLevels(value.text, &wrong))
        if (module != "kernel" && _selection->find(module) == nullptr)
            problems.warning(where + "no module " + module + " is loaded");
    for (const std::string& word : wrong)
        problems.error(where + "\"" + word + "\" is not MODULE=LEVEL with a level from 0 to 6");
}

std::map<std::string, std::string> Assembly::slotsFor(const std::string& id) const
{
    std::map<std::string, std::string> slots;
    if (const SelectedModule* const own = _selection->find(id))
        slots = own->slots;
    for (const SelectedModule& each : _selection->modules())
        slots.insert(each.slots.begin(), each.slots.end());
    return slots;
}

Assembly::Reload Assembly::reload(Problems& problems)
{
    auto next = std::make_unique<Configuration>(_commandLine, problems, _configuration.get());
    next->assignCommandLine(_commandLine, _shelf);
    const OptionNames names = checkNames(*next, problems);
    checkLogLevels(*next, problems);
    for (const auto& module : _modules)
        module->prepare(assignmentsOf(*module, *next, names, problems), problems);
    if (!problems.hasErrors())
        for (const auto& module : _modules)
            module->checkPrepared(problems);
    const bool agreed = !problems.hasErrors();
    for (const auto& module : _modules)
        agreed ? module->reload(problems) : module->forgetPrepared();
    if (agreed)
        _configuration = std::move(next);
    return agreed ? Reload::Taken : Reload::Refused;
}

} // namespace kc::kernel
