// SPDX-License-Identifier: Apache-2.0
// The modules that are installed: what the module directories hold, read from the files' notes.
// Nothing of a module runs here, and one that is broken is listed with the reason and hurts nobody.
#pragma once

#include <kc/descriptor/Catalogue.h>
#include <kc/descriptor/ModuleFile.h>
#include <kc/descriptor/Problems.h>

#include <string>
#include <vector>

namespace kc::kernel
{
using namespace descriptor;

using InstalledModule = ModuleFile;

class ModuleShelf
{
public:
    /// Reads the directories (absolute; earlier ones win). Missing ones are fine when `builtIn`.
    void scan(const std::vector<std::string>& directories, bool builtIn, Problems& problems);
    /// For tests and tools: as if it had been found.
    void add(InstalledModule module);

    const std::vector<InstalledModule>& modules() const { return _modules; }

    /// A usable module by id; null if there is none.
    const InstalledModule* find(sv id) const;
    /// One that is there and was refused; null if there is none.
    const InstalledModule* findRefused(sv id) const;
    /// Has one that is for this program, refused or not, this option?
    bool declares(sv program, sv option) const;
    /// Why there is no such usable module, and the remedy: "is not installed in …", or "cannot be
    /// used: …".
    std::string absence(sv id) const;

    const Catalogue& catalogue() const { return _catalogue; }

    Catalogue& catalogue() { return _catalogue; }

    /// The directories as they were given, for messages.
    const std::string& where() const { return _where; }

private:
    void scanDirectory(const std::string& directory);

    std::vector<InstalledModule> _modules;
    Catalogue _catalogue;
    std::string _where;
};

} // namespace kc::kernel
