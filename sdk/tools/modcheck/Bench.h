// SPDX-License-Identifier: Apache-2.0
// What a module under test sees of a kernel: the test kit's, but tasks run at once, on one thread
// of the bench, which end() joins.
#pragma once

#include <kc/abi/draft/tasks.h>
#include <kc/host/CallContext.h>
#include <kc/test/fake_net.hpp>

#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

namespace kc::modcheck
{

class Bench : public test::FakeKernel
{
public:
    Bench();
    Bench(const Bench&) = delete;
    Bench& operator=(const Bench&) = delete;
    ~Bench();

    /// A kernel for one module; `id` outlives it.
    std::shared_ptr<kc_kernel> kernelFor(const std::string& id);
    /// The first offer, or that of a module.
    std::optional<kc_service> find(sv iface, sv module = {}) const;
    void add(const std::string& iface, const kc_service& service);
    /// A table whose functions all answer KC_EUNAVAIL.
    void addUnavailable(const std::string& iface);
    /// Waits for the tasks that were posted, and joins the thread that ran them.
    void settle();
    /// No task begins any more, as after drain.
    void end();

private:
    struct Task
    {
        kc_task_fn fn;
        void* arg;
    };

    static const kc_tasks& tasks();
    void post(kc_task_fn fn, void* arg);
    void work();

    test::FakeNet _net{*this};
    std::mutex _mutex; // guards what follows
    std::condition_variable _wake;
    std::deque<Task> _tasks;
    std::thread _worker;
    bool _ending = false;
    bool _closed = false;
};

} // namespace kc::modcheck
