// SPDX-License-Identifier: Apache-2.0
// The rules that a module is checked against, each a name and what looks whether it holds. A check
// runs in a child process, throws Broken or Skipped, and may give a remark.
#pragma once

#include "Child.h"
#include "Subject.h"

namespace kc::modcheck
{

struct Check
{
    const char* name;
    Verdict (*run)(const Plan& plan);
};

/// In the order in which they are made: file, options, life, calls.
std::vector<Check> allChecks();

Verdict checkNote(const Plan& plan);
Verdict checkExports(const Plan& plan);
Verdict checkDescriptor(const Plan& plan);
Verdict checkOptions(const Plan& plan);

Verdict checkLoading(const Plan& plan);
Verdict checkCreate(const Plan& plan);
Verdict checkProvides(const Plan& plan);
Verdict checkStop(const Plan& plan);
Verdict checkCycles(const Plan& plan);
Verdict checkReload(const Plan& plan);
Verdict checkDrain(const Plan& plan);

Verdict checkDeadline(const Plan& plan);
Verdict checkSinks(const Plan& plan);
Verdict checkStrings(const Plan& plan);

/// A module that has been started among what it needs; stopped when it goes.
class Running
{
public:
    explicit Running(const Plan& plan);
    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;
    ~Running();

    /// The module's own service, if it provides the interface.
    std::optional<kc_service> service(sv iface) const;

    Company company;
    Subject subject;
};

} // namespace kc::modcheck
