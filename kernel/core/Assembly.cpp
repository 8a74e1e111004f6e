// SPDX-License-Identifier: Apache-2.0
#include "Assembly.h"

#include "modload/OptionNames.h"
#include <kc/descriptor/Words.h>

#include <kc/abi/draft/program.h>

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
    checkNames(*_configuration, _problems);
    checkLogLevels(*_configuration, _problems);
    for (const auto& module : _modules)
        module->configure(_configuration->programs()[module->program()].assignments, _problems);
}

void Assembly::scanModules()
{
    const std::vector<std::string> named = _configuration->settings().modulePath;
    _shelf.scan(named.empty() ? builtInModulePath() : named, named.empty(), _problems);
}

void Assembly::detectTool()
{
    for (const InstalledModule& module : _shelf.modules())
        if (module.refusal.empty() && module.note.offers(KC_PROGRAM) &&
            contains(module.note.programs, _commandLine.program))
            _isTool = true;
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

void Assembly::checkNames(const Configuration& configuration, Problems& problems) const
{
    OptionNames names{configuration.programs(), _shelf};
    for (const auto& module : _modules)
        names.declare(module->program(), module->id(), module->schema(), problems);
    if (!_isTool && !_commandLine.ignoresUnknown)
        names.check(problems);
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
    checkNames(*next, problems);
    checkLogLevels(*next, problems);
    for (const auto& module : _modules)
        module->prepare(next->programs()[module->program()].assignments, problems);
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
