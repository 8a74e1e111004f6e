// SPDX-License-Identifier: Apache-2.0
// Rules that a contract suite could not try, so that nobody takes them for kept: the suite notes
// what the author can do about it, the program of the tests shows and counts it.
#pragma once

#include <string>
#include <vector>

namespace kc::inline sdk1::test
{

/// What lets each skipped rule be tried; touched by the thread of the tests only.
inline std::vector<std::string> skippedRules;

} // namespace kc::inline sdk1::test
