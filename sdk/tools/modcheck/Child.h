// SPDX-License-Identifier: Apache-2.0
// One check in a process of its own: whatever the module does there, a verdict comes back.
#pragma once

#include <functional>
#include <string>

namespace kc::modcheck
{

enum class Outcome
{
    Ok,
    Fail,
    Skip,
    Warn
};

struct Verdict
{
    Outcome outcome = Outcome::Ok;
    std::string why; // what and the remedy
};

/// Runs `check` in a child, `seconds` at most. It throws Broken or Skipped, or gives a remark.
Verdict inChild(unsigned seconds, const std::function<Verdict()>& check);

} // namespace kc::modcheck
