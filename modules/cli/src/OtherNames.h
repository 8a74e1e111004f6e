// SPDX-License-Identifier: Apache-2.0
// kopano-cli by its other names: kopano-admin, kopano-storeadm and kopano-passwd have options of
// their own, which are translated into kopano-cli's. What has no counterpart is refused by name.
#pragma once

#include <kc/status.hpp>

#include <string>
#include <vector>

namespace kc::cli
{

/// "kopano-admin" of a path; "kopano-cli" for every other name.
std::string programNamed(sv path);

/// The words of kopano-cli for those of the other program. Throws UsageError, or Failure for what
/// is not there.
std::vector<std::string> translated(const std::string& program,
                                    const std::vector<std::string>& words);

std::string helpOf(const std::string& program);

/// Every option, "--name" or "-n": for the test that the page has them.
std::vector<std::string> optionsOf(const std::string& program);

} // namespace kc::cli
