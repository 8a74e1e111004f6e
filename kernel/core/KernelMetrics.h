// SPDX-License-Identifier: Apache-2.0
// kc.metrics/1 for modules, and the kernel's own metrics. Its parts count for themselves; here the
// counts are given names when somebody reads them.
#pragma once

#include "net/NetService.h"
#include "tasks/TaskService.h"
#include <kc/metrics/Registry.h>

namespace kc::kernel
{

class KernelMetrics
{
public:
    KernelMetrics(metrics::Registry& registry, const Log& log, TaskService& tasks,
                  const NetService& net);
    KernelMetrics(const KernelMetrics&) = delete;
    KernelMetrics& operator=(const KernelMetrics&) = delete;

    /// `outcome`: "done" or "refused".
    void reloaded(sv outcome) { add(_reloads, {outcome}, 1); }

    static const kc_metrics& table();

private:
    using Labels = std::initializer_list<sv>;

    static void add(kc_metric& metric, Labels labels, double value);
    static void set(kc_metric& metric, Labels labels, double value);
    kc_metric& make(kc_metric_kind kind, const char* name, const char* help,
                    const char* labels = "");
    void collect();

    metrics::Registry& _registry;
    const Log& _log;
    TaskService& _tasks;
    const NetService& _net;
    const std::int64_t _since;
    kc_metric &_uptime, &_reloads, &_lines, &_lost, &_threads, &_waiting, &_connections;
};

} // namespace kc::kernel
