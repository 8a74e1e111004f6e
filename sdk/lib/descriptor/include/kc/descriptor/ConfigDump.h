// SPDX-License-Identifier: Apache-2.0
// The values in force, for people and tools. No secret is ever in it.
#pragma once

#include <kc/descriptor/Snapshot.h>

#include <set>
#include <string>

namespace kc::descriptor
{

enum class DumpScope
{
    InForce, // what counts: set values, and as comments the defaults of options that are not hidden
    Changed, // values that differ from their default
    All      // hidden options, old names and obsolete ones too
};

/// Names that a dump holds already: what modules share stands in it once.
using DumpedNames = std::set<std::string>;

/// Lines that can be read again as a cfg file and then give the same values, secrets excepted: they
/// are comments.
std::string dumpText(const Snapshot& values, DumpScope scope, DumpedNames* dumped = nullptr);

/// One member for each option: {"value": …, "default": …, "source": …, "changed": …}.
void dumpJson(const Snapshot& values, DumpScope scope, class JsonObject& into,
              DumpedNames* dumped = nullptr);

} // namespace kc::descriptor
