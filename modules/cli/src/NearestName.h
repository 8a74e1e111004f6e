// SPDX-License-Identifier: Apache-2.0
// "Did you mean …": the option that is fewest edits away from what somebody wrote.
#pragma once

#include <kc/status.hpp>

#include <string>
#include <vector>

namespace kc::cli
{

/// Empty if nothing is near enough to be meant.
std::string nearestName(sv written, const std::vector<std::string>& known);

} // namespace kc::cli
