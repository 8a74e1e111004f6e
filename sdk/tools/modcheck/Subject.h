// SPDX-License-Identifier: Apache-2.0
// A module in a child process: loaded from its file, given typed options as a kernel gives them,
// and taken through its life.
#pragma once

#include "Bench.h"

#include <kc/abi/module.h>
#include <kc/descriptor/ModuleFile.h>
#include <kc/descriptor/Snapshot.h>

#include <memory>
#include <stdexcept>

namespace kc::modcheck
{

/// A check cannot be made, for a reason that is not the module's: the remedy is in the text.
struct Skipped : std::runtime_error
{
    using std::runtime_error::runtime_error;
};

/// The module breaks a rule: which one, and the remedy.
struct Broken : std::runtime_error
{
    using std::runtime_error::runtime_error;
};

/// Says what is being called, for when it never returns.
void step(const std::string& what);

/// What the command line asked for.
struct Plan
{
    std::string file;
    std::vector<std::string> with;    // modules to load before it
    std::string shelf;                // a directory where what it needs is found
    std::vector<std::string> doubles; // interfaces
    std::vector<descriptor::Assignment> options;
    unsigned seconds = 20; // a check at most
    unsigned cycles = 100;
};

class Subject
{
public:
    /// Loads the file; throws Broken.
    explicit Subject(const std::string& path);

    const kc_module& descriptor() const { return _descriptor; }

    const descriptor::OptionSchema& schema() const { return _schema; }

    const descriptor::ModuleNote& note() const { return _file.note; }

    const std::string& path() const { return _file.path; }

    /// Values of its options; throws Skipped when `options` are wrong.
    void configure(const std::vector<descriptor::Assignment>& options);

    void create(Bench& bench);
    /// Offers its services to the bench.
    void offer(Bench& bench);
    void start();
    void check();
    void reload();
    void drain();
    void stop();
    void destroy();

    void* self() const { return _self; }

    sv id() const { return descriptor::text(_descriptor.id); }

private:
    void must(const char* what, kc_status (*function)(void*, kc_ctx*));

    descriptor::ModuleFile _file;
    kc_module _descriptor{};
    descriptor::OptionSchema _schema;
    std::unique_ptr<descriptor::Snapshot> _config;
    std::vector<std::unique_ptr<descriptor::Snapshot>> _former; // valid until destroy()
    std::shared_ptr<kc_kernel> _kernel;
    void* _self = nullptr;
};

/// The module's dependencies, created and started, in a bench of their own.
class Company
{
public:
    /// Loads what `plan` names and what the module needs; throws Skipped when a need stays open.
    Company(const Plan& plan, const descriptor::ModuleNote& note);
    Company(const Company&) = delete;
    Company& operator=(const Company&) = delete;
    ~Company();

    Bench bench;

private:
    void need(const Plan& plan, const descriptor::ModuleNote& note);
    void load(const Plan& plan, const std::string& path);

    std::vector<std::unique_ptr<Subject>> _modules;
};

} // namespace kc::modcheck
