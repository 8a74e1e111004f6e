// SPDX-License-Identifier: Apache-2.0
// Which option names each program's cfg may hold, and what to say about the others.
#pragma once

#include "ModuleShelf.h"
#include "config/ProgramConfig.h"
#include <kc/descriptor/OptionSchema.h>
#include <kc/descriptor/Problems.h>

#include <map>
#include <set>
#include <string>
#include <vector>

namespace kc::kernel
{
using namespace descriptor;

class OptionNames
{
public:
    /// `programs`: the main one first. Both outlive this.
    OptionNames(const std::vector<ProgramConfig>& programs, const ModuleShelf& shelf);

    /// The options of a loaded module. Two modules of a program may have the same one if they mean
    /// the same by it: their rows are alike.
    void declare(std::size_t program, const std::string& module, const OptionSchema& schema,
                 Problems& problems);

    /// Looks at every name in every file.
    void check(Problems& problems) const;

    /// The same for the file that one module has to itself: only its own options belong there.
    void checkOwnFile(std::size_t program, const std::string& module, const OptionSchema& schema,
                      const std::vector<Assignment>& assignments, Problems& problems) const;

private:
    void checkProgram(const ProgramConfig& program, Problems& problems) const;
    void checkOne(std::size_t program, const Assignment& assignment, Problems& problems) const;
    void refuse(std::size_t program, const Assignment& assignment, Problems& problems) const;
    std::vector<std::string> known(std::size_t program) const;

    struct Owner
    {
        std::string module; // the first that declared it
        kc_option row;      // its texts are the module's
    };

    const std::vector<ProgramConfig>& _programs;
    const ModuleShelf& _shelf;
    std::vector<std::map<std::string, Owner, std::less<>>> _owners; // by program: option → owner
    std::set<std::size_t> _takeMaps; // programs where `!propmap` is for somebody
};

} // namespace kc::kernel
