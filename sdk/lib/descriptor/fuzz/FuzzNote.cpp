// SPDX-License-Identifier: Apache-2.0
// Any bytes as a module's file, and as its note alone.
#include <kc/descriptor/ElfSection.h>
#include <kc/descriptor/ModuleNote.h>

#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace kc::descriptor;
    const std::span<const char> image{reinterpret_cast<const char*>(data), size};
    const SectionResult section = findSection(image, ".kcmod");
    std::string wrong;
    if (section.bytes)
        (void)ModuleNote::parse(*section.bytes, wrong);
    (void)ModuleNote::parse({image.data(), image.size()}, wrong);
    return 0;
}
