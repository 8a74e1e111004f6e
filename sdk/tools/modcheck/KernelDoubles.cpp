// SPDX-License-Identifier: Apache-2.0
// The services that a kernel offers to every module, reduced to what a module can be checked with.
#include "Bench.h"

#include <kc/abi/draft/health.h>
#include <kc/abi/draft/metrics.h>
#include <kc/abi/draft/net.h>

namespace kc::modcheck
{
namespace
{

kc_task* token(Bench& bench)
{
    return reinterpret_cast<kc_task*>(&bench);
}

const kc_tasks& tasks()
{
    static const kc_tasks kTable = []
    {
        kc_tasks table{};
        table.size = sizeof table;
        table.post = [](kc_kernel* k, const char*, kc_task_fn fn, void* arg)
        {
            Bench::of(k).post(fn, arg);
            return kc_status{KC_OK};
        };
        // Nobody waits here for an interval to pass: such a task never becomes due.
        table.every = [](kc_kernel* k, const char*, std::int64_t, kc_task_fn, void*, kc_task** out)
        {
            *out = token(Bench::of(k));
            return kc_status{KC_OK};
        };
        table.cancel = [](kc_kernel*, kc_task*) {};
        table.open_context = [](kc_kernel*, const char*, std::int64_t deadline) {
            return new kc_ctx{"task", deadline};
        };
        table.close_context = [](kc_ctx* context) { delete context; };
        table.after = [](kc_kernel* k, const char*, std::int64_t, kc_task_fn, void*, kc_task** out)
        {
            if (out != nullptr)
                *out = token(Bench::of(k));
            return kc_status{KC_OK};
        };
        table.open_pool = [](kc_kernel* k, const char*, std::uint32_t, kc_task_pool** out)
        {
            *out = reinterpret_cast<kc_task_pool*>(k);
            return kc_status{KC_OK};
        };
        table.post_to = [](kc_task_pool* pool, const char*, kc_task_fn fn, void* arg)
        {
            Bench::of(reinterpret_cast<kc_kernel*>(pool)).post(fn, arg);
            return kc_status{KC_OK};
        };
        return table;
    }();
    return kTable;
}

/// No connection ever comes, so that what works on one is never called.
const kc_net& net()
{
    static const kc_net kTable = []
    {
        kc_net table{};
        table.size = sizeof table;
        table.listen = [](kc_kernel*, const kc_listen*) { return kc_status{KC_OK}; };
        table.check_tls = [](kc_kernel*, kc_ctx*, const kc_tls*) { return kc_status{KC_OK}; };
        table.set_tls = [](kc_kernel*, kc_ctx*, kc_str, const kc_tls*) { return kc_status{KC_OK}; };
        return table;
    }();
    return kTable;
}

const kc_metrics& metrics()
{
    static const kc_metrics kTable = []
    {
        kc_metrics table{};
        table.size = sizeof table;
        table.define = [](kc_kernel* k, const kc_metric_spec*, kc_metric** out)
        {
            *out = reinterpret_cast<kc_metric*>(k);
            return kc_status{KC_OK};
        };
        table.add = [](kc_metric*, const kc_str*, std::uint32_t, double) {};
        table.set = [](kc_metric*, const kc_str*, std::uint32_t, double) {};
        table.render = [](kc_kernel*, kc_sink) { return kc_status{KC_OK}; };
        return table;
    }();
    return kTable;
}

const kc_health& health()
{
    static const kc_health kTable = []
    {
        kc_health table{};
        table.size = sizeof table;
        table.each = [](kc_kernel*, kc_ctx*, kc_sink) { return kc_status{KC_OK}; };
        return table;
    }();
    return kTable;
}

} // namespace

std::vector<KernelService> kernelServices()
{
    return {
        {KC_TASKS, &tasks()}, {KC_NET, &net()}, {KC_METRICS, &metrics()}, {KC_HEALTH, &health()}};
}

} // namespace kc::modcheck
