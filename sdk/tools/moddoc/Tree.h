// SPDX-License-Identifier: Apache-2.0
// The documents of a source tree with all its modules: where each lies, written or compared.
#pragma once

#include "Documents.h"

#include <filesystem>
#include <map>

namespace kc::moddoc
{

/// What belongs into which cfg file: the kernel's options and those of a program's modules into the
/// program's, those of a module with a file of its own into that one.
std::vector<ConfigFile> configFiles(const ModuleFacts& kernel,
                                    const std::vector<ModuleFacts>& modules);

/// Texts by path below `top`. Reads the prose of the modules and the old catalogue there.
std::map<std::string, std::string> documents(const std::filesystem::path& top, ModuleFacts kernel,
                                             std::vector<ModuleFacts> modules);

/// The whole file, empty if there is none.
std::string readText(const std::filesystem::path& path);

} // namespace kc::moddoc
