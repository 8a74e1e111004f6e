// SPDX-License-Identifier: Apache-2.0
// "Did you mean …": the known name that is fewest edits away from what somebody wrote.
#pragma once

#include <kc/status.hpp>

#include <string>
#include <vector>

namespace kc::descriptor
{

/// Insertions, deletions, replacements and swaps of neighbours; anything above `limit` is limit
/// + 1.
std::size_t editDistance(sv a, sv b, std::size_t limit);

/// Empty when nothing is near enough to be meant (more than a third of the letters differ).
std::string nearestName(sv written, const std::vector<std::string>& known);

/// "; did you mean X?" or nothing.
std::string suggestion(sv written, const std::vector<std::string>& known);

} // namespace kc::descriptor
