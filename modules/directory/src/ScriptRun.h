// SPDX-License-Identifier: Apache-2.0
// Runs one program: without a shell, with an environment of its own, for a limited time.
#pragma once

#include <kc/status.hpp>

#include <chrono>
#include <functional>
#include <string>
#include <vector>

namespace kc::directory
{

struct ScriptOrder
{
    std::string program;                  // a path
    std::vector<std::string> environment; // NAME=value; beside it there is PATH only
    std::chrono::milliseconds limit{0};
};

enum class ScriptEnd
{
    Done,   // it ended with 0
    Failed, // with something else, or by a signal
    NotStarted,
    TimedOut // it and what it had started were killed
};

/// What it writes to stdout and stderr comes to `onLine`, line by line; the rest of a line that is
/// longer than 1,000 octets, and of a text of more than 1,000 lines, is dropped. `isStopping` is
/// asked now and then: when it says so the program is killed.
ScriptEnd runScript(const ScriptOrder& order, const std::function<void(sv)>& onLine,
                    const std::function<bool()>& isStopping);

/// The programs of several folders in the order of their names; a later folder's takes the place of
/// an earlier one's of the same name. What cannot be executed is left out.
std::vector<std::string> programsIn(const std::vector<std::string>& folders);

} // namespace kc::directory
