// SPDX-License-Identifier: Apache-2.0
// All cfg files of this process and the command line, read once: at start, and anew at each reload.
#pragma once

#include "CommandLine.h"
#include "config/KernelOptions.h"
#include "config/ProgramConfig.h"
#include "modload/ModuleShelf.h"
#include <kc/descriptor/Problems.h>

#include <memory>
#include <vector>

namespace kc::kernel
{
using namespace descriptor;

class Configuration
{
public:
    /// Reads the main file, then each other program's beside it. `old` (at reload) keeps the values
    /// of the kernel's options that only a restart changes.
    Configuration(const CommandLine& commandLine, Problems& problems,
                  const Configuration* old = nullptr);

    /// Gives each value of the command line to the program that has such an option.
    void assignCommandLine(const CommandLine& commandLine, const ModuleShelf& shelf);

    /// The main program first.
    const std::vector<ProgramConfig>& programs() const { return _programs; }

    const Snapshot& kernelValues() const { return *_kernelValues; }

    KernelSettings settings() const { return KernelSettings{*_kernelValues}; }

private:
    void readMain(const CommandLine& commandLine, Problems& problems);
    void readOthers(Problems& problems);
    void warnOfProcessOptions(const ProgramConfig& program, Problems& problems) const;

    std::vector<ProgramConfig> _programs;
    std::unique_ptr<Snapshot> _kernelValues;
};

} // namespace kc::kernel
