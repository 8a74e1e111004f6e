// SPDX-License-Identifier: Apache-2.0
#include "KernelMetrics.h"

#include "Clock.h"
#include "ModuleHost.h"

namespace kc::kernel
{
namespace
{

std::vector<kc_str> raw(std::initializer_list<sv> labels)
{
    std::vector<kc_str> made;
    for (const sv each : labels)
        made.push_back(str(each));
    return made;
}

} // namespace

KernelMetrics::KernelMetrics(metrics::Registry& registry, const Log& log, TaskService& tasks,
                             const NetService& net)
    : _registry{registry},
      _log{log},
      _tasks{tasks},
      _net{net},
      _since{monotonicNow()},
      _uptime{make(KC_METRIC_GAUGE, "uptime_seconds", "Time since the start.")},
      _reloads{make(KC_METRIC_COUNTER, "reloads_total", "Configuration reloads.", "outcome")},
      _lines{make(KC_METRIC_COUNTER, "log_lines_total", "Log lines.", "level")},
      _lost{make(KC_METRIC_COUNTER, "log_lines_lost_total", "Log lines that were not written.")},
      _threads{make(KC_METRIC_GAUGE, "pool_threads", "Threads of a pool.", "pool")},
      _waiting{make(KC_METRIC_GAUGE, "pool_waiting", "Jobs that wait for a thread.", "pool")},
      _connections{make(KC_METRIC_GAUGE, "connections", "Open client connections.")}
{
    set(make(KC_METRIC_GAUGE, "build_info", "Always 1.", "version"), {KC_VERSION}, 1);
    for (const sv outcome : {"done", "refused"})
        set(_reloads, {outcome}, 0);
    registry.onRender([this] { collect(); });
}

kc_metric& KernelMetrics::make(kc_metric_kind kind, const char* name, const char* help,
                               const char* labels)
{
    kc_metric* made = nullptr;
    const kc_metric_spec spec{sizeof spec, kind, name, help, labels, nullptr, 0};
    KC_ASSERT(_registry.define("kernel", spec, &made) == KC_OK);
    return *made;
}

void KernelMetrics::add(kc_metric& metric, Labels labels, double value)
{
    metric.add(raw(labels), value);
}

void KernelMetrics::set(kc_metric& metric, Labels labels, double value)
{
    metric.set(raw(labels), value);
}

void KernelMetrics::collect()
{
    set(_uptime, {}, static_cast<double>((monotonicNow() - _since) / kSecond));
    for (int level = KC_LOG_CRIT; level <= KC_LOG_DEBUG; ++level)
        set(_lines, {levelName(static_cast<kc_log_level>(level))},
            static_cast<double>(_log.lines(static_cast<kc_log_level>(level))));
    set(_lost, {}, static_cast<double>(_log.lost()));
    set(_connections, {}, static_cast<double>(_net.connections()));
    const auto look = [&](sv name, const ThreadPool& pool)
    {
        set(_threads, {name}, static_cast<double>(pool.threads()));
        set(_waiting, {name}, static_cast<double>(pool.waiting()));
    };
    _tasks.eachPool(look);
}

const kc_metrics& KernelMetrics::table()
{
    static constexpr kc_metrics kTable{
        sizeof(kc_metrics),
        [](kc_kernel* k, const kc_metric_spec* spec, kc_metric** out) -> kc_status
        {
            if (!k->isMain(KC_METRICS " define()"))
                return KC_EBUG;
            const auto define = [&] { return k->metrics.define(k->module, *spec, out); };
            return fence(nullptr, nullptr, define);
        },
        [](kc_metric* metric, const kc_str* labels, std::uint32_t n, double value) {
            metric->add({labels, n}, value);
        },
        [](kc_metric* metric, const kc_str* labels, std::uint32_t n, double value)
        {
            if (metric->kind() == KC_METRIC_GAUGE)
                metric->set({labels, n}, value);
        },
        [](kc_kernel* k, kc_sink pieces) -> kc_status
        {
            const auto render = [&]() -> kc_status
            {
                // Rendered whole, so that no lock is held while the caller writes.
                const std::string text = k->metrics.text();
                const kc_str piece = str(text);
                const kc_status status = pieces.push(pieces.arg, &piece);
                return status == KC_STOP ? kc_status{KC_OK} : status;
            };
            return fence(nullptr, nullptr, render);
        },
    };
    return kTable;
}

} // namespace kc::kernel
