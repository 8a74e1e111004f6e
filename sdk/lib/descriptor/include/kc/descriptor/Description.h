// SPDX-License-Identifier: Apache-2.0
// What a module says about itself, for people and for tools.
#pragma once

#include <kc/descriptor/OptionSchema.h>

#include <kc/abi/module.h>

#include <string>

namespace kc::descriptor
{

/// Identity, interfaces and options, an option in three lines.
std::string describeText(const kc_module& module, const OptionSchema& schema,
                         const std::string& file);

/// The same and everything else, with the members' names as keys; `options` is an array of objects
/// whose keys are kc_option's members. A null pointer is null; lists of words are arrays.
std::string describeJson(const kc_module& module, const OptionSchema& schema,
                         const std::string& file);

/// "uint", "flag", …: the end of the enumerator's name.
const char* typeName(kc_option_type type);
/// The same of kc_option_flag.
std::vector<std::string> flagNames(std::uint32_t flags);

} // namespace kc::descriptor
