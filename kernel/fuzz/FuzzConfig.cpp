// SPDX-License-Identifier: Apache-2.0
// Any text as a cfg file, then as values of the kernel's options.
#include "config/KernelOptions.h"
#include <kc/descriptor/ConfigReader.h>

#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace kc::kernel;
    Problems problems;
    std::string text{reinterpret_cast<const char*>(data), size};
    const auto found = ConfigReader{problems}.readText(std::move(text), "/nonexistent/fuzz.cfg");
    const auto values = Snapshot::make(kernelSchema(), found, problems);
    (void)KernelSettings{*values};
    return 0;
}
