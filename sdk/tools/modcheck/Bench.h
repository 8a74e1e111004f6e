// SPDX-License-Identifier: Apache-2.0
// What a module under test sees of a kernel: a host table, contexts, a registry, and the kernel's
// own services as doubles. Tasks run on one thread of the bench, which end() joins; nothing
// listens.
#pragma once

#include <kc/abi/draft/tasks.h>
#include <kc/abi/host.h>
#include <kc/status.hpp>

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

struct kc_ctx
{
    std::int64_t deadline = INT64_MAX;
    bool cancelled = false;
    std::mutex mutex;
    std::deque<std::vector<std::max_align_t>> arena;
    kc_status code = KC_OK;
    std::string error;

    /// For a person: the module's words, or the code.
    std::string reason(kc_status status);
};

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

    bool offers(sv iface) const;
    void offer(const std::string& iface, const kc_service& service);
    /// A table whose functions all answer KC_EUNAVAIL.
    void offerUnavailable(const std::string& iface);
    /// Waits for the tasks that were posted, and joins the thread that ran them.
    void settle();
    /// No task begins any more, as after drain.
    void end();

    void post(kc_task_fn fn, void* arg);

    std::size_t logged = 0;

    static Bench& of(kc_kernel* k) { return *reinterpret_cast<Bench*>(k); }

    struct Offered
    {
        std::string iface;
        kc_service service;
    };

    const std::vector<Offered>& offered() const { return _offered; }

private:
    struct Task
    {
        kc_task_fn fn;
        void* arg;
    };

    void work();

    kc_host _host{};
    std::vector<Offered> _offered;
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
/// Those that the kernel itself offers: no module has to.
bool isKernels(sv iface);

} // namespace kc::modcheck
