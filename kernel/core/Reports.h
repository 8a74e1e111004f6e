// SPDX-License-Identifier: Apache-2.0
// What the admin asks a program about: modules, configuration, one module, usage.
#pragma once

#include "Assembly.h"

#include <string>

namespace kc::kernel
{

/// --list-modules: ID VERSION SDK STATE SLOT=KEY SELECTED BY PACKAGE.
std::string moduleTable(const Assembly& assembly);
std::string moduleJson(const Assembly& assembly);

/// --dump-config: a section for each cfg file, each loadable as that file.
std::string configText(const Assembly& assembly);
/// The same by program; the options of a module's own file are with its program's.
std::string configJson(const Assembly& assembly);

/// --describe-module [--json]: nothing when there is no such module (`wrong` says so).
std::optional<std::string> moduleDescription(const Assembly& assembly, std::string& wrong);

std::string usage(const std::string& program);

} // namespace kc::kernel
