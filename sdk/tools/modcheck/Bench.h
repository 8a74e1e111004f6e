// SPDX-License-Identifier: Apache-2.0
// What a module under test sees of a kernel: contexts and a registry as the kernel has them, and
// the kernel's own services as doubles. Tasks run on one thread of the bench, which end() joins;
// nothing listens.
#pragma once

#include <kc/abi/draft/tasks.h>
#include <kc/host/CallContext.h>
#include <kc/host/Registry.h>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace kc::modcheck
{

class Bench
{
public:
    Bench();
    Bench(const Bench&) = delete;
    Bench& operator=(const Bench&) = delete;
    ~Bench();

    const kc_host* host() const { return &_host; }

    /// The first offer, or that of a module.
    std::optional<kc_service> service(sv iface, sv module = {}) const;
    void offer(const std::string& iface, const kc_service& service);
    /// A table whose functions all answer KC_EUNAVAIL.
    void offerUnavailable(const std::string& iface);
    /// Waits for the tasks that were posted, and joins the thread that ran them.
    void settle();
    /// No task begins any more, as after drain.
    void end();

    void post(kc_task_fn fn, void* arg);

    static Bench& of(kc_kernel* k) { return *reinterpret_cast<Bench*>(k); }

private:
    struct Task
    {
        kc_task_fn fn;
        void* arg;
    };

    void work();

    kc_host _host;
    host::Registry _registry;
    std::mutex _mutex; // guards what follows
    std::condition_variable _wake;
    std::deque<Task> _tasks;
    std::thread _worker;
    bool _ending = false;
    bool _closed = false;
};

/// The doubles of the kernel's services: interface and table.
struct KernelService
{
    const char* iface;
    const void* table;
};

std::vector<KernelService> kernelServices();

} // namespace kc::modcheck
