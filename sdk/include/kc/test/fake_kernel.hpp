// SPDX-License-Identifier: Apache-2.0
// A kernel for tests: loads modules (linked in, or built .so files) and gives them options, a
// registry with slots, contexts, tasks, metrics and health. It has no threads, no sockets and no
// clock of its own: what was posted runs in runTasks(). One test fixture owns one; calls into it
// come from the test's thread, but a module may log, post tasks and count on any thread.
#pragma once

#include <kc/module.hpp>
#include <kc/test/fake_config.hpp>
#include <kc/test/fake_context.hpp>

namespace kc::inline sdk1::test
{

class FakeKernel
{
public:
    FakeKernel();
    FakeKernel(const FakeKernel&) = delete;
    FakeKernel& operator=(const FakeKernel&) = delete;
    ~FakeKernel();

    /// Creates and starts a module; later modules find what it provides. Throws its own words when
    /// it fails, and says what is wrong with an option, a need that nothing offers, or an interface
    /// that it declares but does not offer.
    void load(const kc_module* module, const Options& options = {});
    /// The same from a built .so.
    void load(const std::string& file, const Options& options = {});
    /// check() and, when that agrees, reload(), as at SIGHUP: `options` replaces all of the last
    /// ones. Throws the module's words when it refuses; then nothing has changed.
    void reload(sv moduleId, const Options& options);
    /// Throws what a module says is wrong with it.
    void health(sv moduleId);
    /// Tells a module to refuse new work, as when the server goes down.
    void drain(sv moduleId);
    /// Drains, stops and destroys all modules, the last first.
    void stop();

    /// Offers a test double; beside modules' services the higher priority comes first. It stands
    /// for any answer of a slot to which no loaded module answers.
    void offer(const char* iface, const void* table, void* self, unsigned priority = 100);

    template <class I>
    void offer(I& service)
    {
        service.serviceHost = host();
        offer(I::kInterface.data(), &I::table(), static_cast<I*>(&service));
    }

    kc_service service(const char* iface);

    /// Runs what was posted, with after() and on pools too, then each of every() once, then what
    /// those have posted.
    void runTasks();
    /// A counter's or gauge's value, a histogram's number of observations; 0 for one never touched.
    /// Throws when no loaded module has defined it.
    double metric(const std::string& name, const std::vector<std::string>& labels = {});

    /// The test's own context, for its thread (others have a FakeCall each); its arena lives as
    /// long as the kernel.
    Context context();
    const kc_host* host() const;
    /// What was logged, without the fields.
    std::vector<std::string> lines() const;
    /// The same with key=value of each field.
    std::vector<std::string> fullLines() const;

    /// For tables of doubles that take a kc_kernel.
    static FakeKernel& of(kc_kernel* k);

private:
    struct State;
    friend struct ::kc_kernel;
    std::unique_ptr<State> _state;
};

} // namespace kc::inline sdk1::test
