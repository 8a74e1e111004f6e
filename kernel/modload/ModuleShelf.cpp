// SPDX-License-Identifier: Apache-2.0
#include "ModuleShelf.h"

#include <kc/descriptor/Words.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

namespace kc::kernel
{

void ModuleShelf::scan(const std::vector<std::string>& directories, bool builtIn,
                       Problems& problems)
{
    _where = joined(directories, ":");
    for (const std::string& directory : directories)
    {
        struct stat state = {};
        if (!directory.starts_with('/'))
            problems.error("module_path: " + directory +
                           " is not an absolute path; write it from the first / on");
        else if (stat(directory.c_str(), &state) != 0)
        {
            if (!builtIn || errno != ENOENT)
                problems.error("module_path: " + directory + ": " + std::strerror(errno) +
                               "; correct the path, or take it out");
        }
        else if (!S_ISDIR(state.st_mode))
            problems.error("module_path: " + directory + " is no directory; name one");
        else if (const std::string fault = trustFault(state); !fault.empty())
            problems.error("module_path: " + directory + " is " + fault);
        else
            scanDirectory(directory);
    }
}

void ModuleShelf::scanDirectory(const std::string& directory)
{
    std::vector<std::filesystem::path> files;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator{directory, error})
        if (entry.path().extension() == ".so")
            files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    for (const auto& file : files)
        add(ModuleFile::read(file.string()));
    _catalogue.addFile(directory + "/catalogue");
}

void ModuleShelf::add(InstalledModule module)
{
    if (module.refusal.empty())
        if (const InstalledModule* const first = find(module.note.id))
            module.refusal = "the same id as " + first->path + ", which comes first";
    _modules.push_back(std::move(module));
}

const InstalledModule* ModuleShelf::find(sv id) const
{
    for (const InstalledModule& module : _modules)
        if (module.refusal.empty() && module.note.id == id)
            return &module;
    return nullptr;
}

const InstalledModule* ModuleShelf::findRefused(sv id) const
{
    for (const InstalledModule& module : _modules)
        if (!module.refusal.empty() && module.note.id == id)
            return &module;
    return nullptr;
}

bool ModuleShelf::declares(sv program, sv option) const
{
    return std::any_of(_modules.begin(), _modules.end(),
                       [&](const InstalledModule& each)
                       { return each.note.isFor(program) && each.note.option(option) != nullptr; });
}

std::string ModuleShelf::absence(sv id) const
{
    const InstalledModule* const refused = findRefused(id);
    return refused == nullptr ? "is not installed in " + _where + _catalogue.installHint(id)
                              : "cannot be used: " + refused->path + ": " + refused->refusal;
}

} // namespace kc::kernel
