// SPDX-License-Identifier: Apache-2.0
// From a command line to loaded and configured modules: configuration, discovery, selection,
// loading, schemas. Collects everything that is wrong; starts nothing.
#pragma once

#include "Configuration.h"
#include "ModuleInstance.h"
#include "modload/ModuleShelf.h"
#include "modload/OptionNames.h"
#include "modload/Selection.h"

#include <memory>
#include <optional>
#include <vector>

namespace kc::kernel
{

class Assembly
{
public:
    explicit Assembly(CommandLine commandLine);

    const CommandLine& commandLine() const { return _commandLine; }

    const Configuration& configuration() const { return *_configuration; }

    const ModuleShelf& shelf() const { return _shelf; }

    const Selection& selection() const { return *_selection; }

    /// In starting order.
    const std::vector<std::unique_ptr<ModuleInstance>>& modules() const { return _modules; }

    /// Is this a one-shot tool (kc.program/1), not a server?
    bool isTool() const { return _isTool; }

    Problems& problems() { return _problems; }

    /// Slot → module id, as module `id` sees it: its own choices, then everybody's.
    std::map<std::string, std::string> slotsFor(const std::string& id) const;

    /// The cfg file that a module has to itself, and the option that names it; empty: none.
    struct OwnFile
    {
        std::string path;
        std::string namedBy; // "server.cfg:3: user_file = x.cfg"
    };

    OwnFile ownFileOf(const ModuleInstance& module, const Configuration& configuration) const;

    enum class Reload : bool
    {
        Refused, // all is as it was
        Taken
    };

    /// Reads everything anew; with all modules' consent takes it over. What is wrong goes to
    /// `problems`; a module that failed after it had agreed is a problem of one that is taken.
    Reload reload(Problems& problems);

private:
    void scanModules();
    void detectTool();
    void loadModules();
    void checkLogLevels(const Configuration& configuration, Problems& problems) const;
    const ModuleInstance* fileOwner(const ModuleInstance& module) const;
    std::vector<Assignment> assignmentsOf(const ModuleInstance& module,
                                          const Configuration& configuration,
                                          const OptionNames& names, Problems& problems) const;
    OptionNames checkNames(const Configuration& configuration, Problems& problems) const;

    CommandLine _commandLine;
    Problems _problems;
    std::unique_ptr<Configuration> _configuration;
    ModuleShelf _shelf;
    std::optional<Selection> _selection;
    std::vector<std::unique_ptr<ModuleInstance>> _modules;
    bool _isTool = false;
};

/// Where modules are looked for when nobody says: the build tree's own, or the installed places.
std::vector<std::string> builtInModulePath();

} // namespace kc::kernel
