// SPDX-License-Identifier: Apache-2.0
// Finds one section of an ELF file without loading it. Total: any bytes give the section or a
// reason.
#pragma once

#include <kc/status.hpp>

#include <optional>
#include <span>
#include <string>

namespace kc::descriptor
{

struct SectionResult
{
    std::optional<sv> bytes; // inside of the image
    std::string wrong;       // why there are none
};

/// The section of that name in a 64-bit ELF image of this machine's byte order.
SectionResult findSection(std::span<const char> image, sv name);

} // namespace kc::descriptor
