// SPDX-License-Identifier: Apache-2.0
// Options of one module as the server would read them: defaults, overridden by the test's values;
// a value that the server refuses is refused here, in the same words.
#pragma once

#include <kc/abi/module.h>
#include <kc/descriptor/Snapshot.h>

#include <map>

namespace kc::inline sdk1::test
{

using Options = std::map<std::string, std::string>;

/// Throws Fault (KC_EINVAL) for an option that the module does not declare and for a value that is
/// none of the option's. With `old`, as at a reload: what is not reloadable keeps its value.
std::unique_ptr<descriptor::Snapshot> readOptions(const descriptor::OptionSchema& schema,
                                                  const Options& options,
                                                  const descriptor::Snapshot* old = nullptr);

} // namespace kc::inline sdk1::test
