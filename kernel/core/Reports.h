// SPDX-License-Identifier: Apache-2.0
// What the admin asks a program about: modules, configuration, one module, usage.
#pragma once

#include "Assembly.h"

#include <string>

namespace kc::kernel
{

/// --list-modules: ID VERSION SDK STATE SLOT=KEY SELECTED BY PACKAGE.
std::string moduleTable(const Assembly& assembly);

/// --dump-config [--json]: the values in force; defaults as comments, secrets masked.
std::string configText(const Assembly& assembly);
std::string configJson(const Assembly& assembly);

/// --describe-module: nothing when there is no such module (the text says so).
std::optional<std::string> moduleDescription(const Assembly& assembly, std::string& wrong);

std::string usage(const std::string& program);

} // namespace kc::kernel
