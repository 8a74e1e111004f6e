// SPDX-License-Identifier: Apache-2.0
// What the fake kernel's services share.
#pragma once

#include "FakeMetrics.h"
#include "FakeTasks.h"

#include <kc/host/CallContext.h>
#include <kc/host/Registry.h>
#include <kc/test/fake_kernel.hpp>

#include <list>

/// One module's kernel: whose options and slots a call is about.
struct kc_kernel
{
    kc_kernel(kc::test::FakeKernel& kernel, std::string id);
    ~kc_kernel();

    kc::test::FakeKernel& fake;
    const std::string module;
    kc_host host{};
    std::map<std::string, std::string> slots; // slot, the module's choice

    const kc_module* descriptor = nullptr;
    kc::descriptor::OptionSchema schema;
    std::unique_ptr<kc::descriptor::Snapshot> config;
    void* self = nullptr;
    bool isStarted = false;

    static kc::test::FakeKernel::State& state(kc_kernel* k);
};

namespace kc::inline sdk1::test
{

struct FakeKernel::State
{
    static constexpr const char* kDouble = "test"; // whose the doubles are

    explicit State(FakeKernel& kernel) : test{kernel, kDouble} {}

    kc_kernel& loaded(sv moduleId);
    kc_status find(const kc_kernel& asking, sv iface, const char* slot, kc_service& out) const;

    kc_kernel test; // the fixture's own
    kc_ctx context{"test"};
    std::list<kc_kernel> modules;
    host::Registry registry;
    FakeTasks tasks;
    FakeMetrics metrics;
    mutable std::mutex mutex; // guards the two below
    std::vector<std::string> lines, fullLines;
};

} // namespace kc::inline sdk1::test
