// SPDX-License-Identifier: Apache-2.0
// Any words as a command line, one a line, then as values of the kernel's options.
#include "config/KernelOptions.h"
#include "core/CommandLine.h"
#include <kc/descriptor/Words.h>

#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace kc::kernel;
    const std::vector<std::string> lines =
        words(kc::sv{reinterpret_cast<const char*>(data), size}, "\n");
    std::vector<const char*> arguments;
    for (const std::string& each : lines)
        arguments.push_back(each.c_str());
    const CommandLine line = CommandLine::parse(arguments);
    (void)line.configPath();
    Problems problems;
    const auto values = Snapshot::make(kernelSchema(), line.assignments, problems);
    (void)KernelSettings{*values};
    return 0;
}
