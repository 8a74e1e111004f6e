// SPDX-License-Identifier: Apache-2.0
// A module for tests that breaks the rules of its threads and contexts, as its option says.
#include <kc/metrics.hpp>
#include <kc/tasks.hpp>

#include <atomic>
#include <thread>

namespace
{

using namespace kc::opt;

constexpr auto kOptions = table(str("rogue_does").help("Which rule it breaks."));

class Rogue final : public kc::Module
{
public:
    using Module::Module;

    void start(kc::Context& context) override
    {
        const kc::sv does = config().str("rogue_does");
        _tasks = &kernelTable<kc_tasks>(KC_TASKS);
        if (does == "every-on-pool")
            (void)kc::Tasks{*this}.post(_everyOnPool);
        else if (does == "cancel-on-thread")
        {
            _task = kc::Tasks{*this}.every(_nothing, std::chrono::hours{1});
            std::thread{[&] { _task.cancel(); }}.join();
        }
        else if (does == "define-on-thread")
            std::thread{[&] { define(); }}.join();
        else if (does == "late-context")
        {
            kc_ctx* const ctx = _tasks->open_context(host()->k, "late", INT64_MAX);
            _tasks->close_context(ctx);
            (void)host()->alloc(ctx, 1);
        }
        else if (does == "shared-context")
            share(context);
        log().error("done");
    }

private:
    void define()
    {
        kc_metric* metric = nullptr;
        const kc_metric_spec spec{sizeof spec, KC_METRIC_GAUGE, "g", "Help.", "", nullptr, 0};
        const kc_status status =
            kernelTable<kc_metrics>(KC_METRICS).define(host()->k, &spec, &metric);
        log().error("define answered", {{"status", status}});
    }

    /// Two threads allocate from one context until the kernel has seen it.
    void share(const kc::Context& context)
    {
        std::atomic<int> left{1'000'000};
        const auto allocate = [&]
        {
            while (--left > 0)
                (void)host()->alloc(context.get(), 0);
        };
        std::thread other{allocate};
        allocate();
        other.join();
    }

    const kc_tasks* _tasks = nullptr;
    kc::Task _task;
    kc::Job _nothing{*this, "nothing", [](kc::Context&) {}};
    kc::Job _everyOnPool{*this, "rogue",
                         [this](kc::Context&)
                         {
                             kc_task* task = nullptr;
                             const kc_status status = _tasks->every(
                                 host()->k, "e", 1, [](void*, kc_ctx*) {}, nullptr, &task);
                             log().error("every answered", {{"status", status}});
                         }};
};

} // namespace

KC_MODULE(Rogue, kOptions, .id = "rogue", .version = "1.0", .summary = "Breaks rules",
          .programs = "server")
