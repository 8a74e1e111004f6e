// SPDX-License-Identifier: Apache-2.0
// What one program's cfg file and the command line say, before anybody knows what it means.
#pragma once

#include <kc/descriptor/Assignment.h>

#include <kc/status.hpp>

#include <string>
#include <vector>

namespace kc::kernel
{
using namespace descriptor;

struct ProgramConfig
{
    std::string program; // "gateway"
    std::string path;    // of its cfg file
    std::vector<Assignment> assignments;

    /// The assignment that counts: the last; null if there is none.
    const Assignment* last(sv name) const
    {
        for (auto it = assignments.rbegin(); it != assignments.rend(); ++it)
            if (it->kind == Assignment::Kind::Option && it->name == name)
                return &*it;
        return nullptr;
    }
};

} // namespace kc::kernel
