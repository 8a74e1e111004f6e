// SPDX-License-Identifier: Apache-2.0
#include "State.h"

#include <kc/descriptor/Words.h>

#include <algorithm>

namespace kc::inline sdk1::test
{

namespace
{

/// As the exposition format wants it, and a name that is not the kernel's to give.
bool isMetricName(sv name)
{
    const auto isLetter = [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; };
    return !name.empty() && isLetter(name.front()) && !name.starts_with("kopano_") &&
           std::all_of(name.begin(), name.end(),
                       [&](char c) { return isLetter(c) || (c >= '0' && c <= '9'); });
}

std::vector<std::string> keyOf(const kc_metric& metric, const kc_str* labels, std::uint32_t n)
{
    KC_ASSERT(n == metric.labels); // one value for each label name
    std::vector<std::string> key;
    for (std::uint32_t i = 0; i < n; ++i)
        key.emplace_back(view(labels[i]));
    return key;
}

} // namespace

kc_status FakeMetrics::define(const std::string& module, const kc_metric_spec& spec,
                              kc_metric*& out)
{
    const sv name = descriptor::text(spec.name);
    if (!isMetricName(name) || (spec.kind == KC_METRIC_COUNTER) != name.ends_with("_total") ||
        !std::is_sorted(spec.bounds, spec.bounds + spec.n_bounds))
        return KC_EINVAL;
    for (const Defined& each : _metrics)
        if (each.module == module && each.metric.name == name)
            return KC_EEXISTS;
    Defined& made = _metrics.emplace_back();
    made.module = module;
    made.metric.name = name;
    made.metric.kind = spec.kind;
    made.metric.labels = descriptor::words(descriptor::text(spec.labels)).size();
    out = &made.metric;
    return KC_OK;
}

double FakeMetrics::value(const std::string& name, const std::vector<std::string>& labels)
{
    for (Defined& each : _metrics)
        if (each.metric.name == name)
        {
            const std::lock_guard lock{each.metric.mutex};
            const auto found = each.metric.values.find(labels);
            return found == each.metric.values.end() ? 0 : found->second;
        }
    throw Fault{KC_ENOTFOUND, "no loaded module has defined the metric " + name};
}

kc_status FakeMetrics::render(kc_sink pieces)
{
    for (Defined& each : _metrics)
    {
        const std::lock_guard lock{each.metric.mutex};
        for (const auto& [labels, value] : each.metric.values)
        {
            const std::string line = "kopano_" + each.module + "_" + each.metric.name + " " +
                                     descriptor::joined(labels, " ") + " " + std::to_string(value) +
                                     "\n";
            const kc_str piece = str(line);
            if (const kc_status status = pieces.push(pieces.arg, &piece); status != KC_OK)
                return status == KC_STOP ? kc_status{KC_OK} : status;
        }
    }
    return KC_OK;
}

const kc_metrics& FakeMetrics::table()
{
    static constexpr kc_metrics kTable{
        sizeof(kc_metrics),
        [](kc_kernel* k, const kc_metric_spec* spec, kc_metric** out)
        { return kc_kernel::state(k).metrics.define(k->module, *spec, *out); },
        [](kc_metric* metric, const kc_str* labels, std::uint32_t n, double value)
        {
            KC_ASSERT(metric->kind != KC_METRIC_COUNTER || value >= 0); // it only grows
            const std::vector<std::string> key = keyOf(*metric, labels, n);
            const std::lock_guard lock{metric->mutex};
            metric->values[key] += metric->kind == KC_METRIC_HISTOGRAM ? 1 : value;
        },
        [](kc_metric* metric, const kc_str* labels, std::uint32_t n, double value)
        {
            KC_ASSERT(metric->kind == KC_METRIC_GAUGE);
            const std::vector<std::string> key = keyOf(*metric, labels, n);
            const std::lock_guard lock{metric->mutex};
            metric->values[key] = value;
        },
        [](kc_kernel* k, kc_sink pieces) { return kc_kernel::state(k).metrics.render(pieces); }};
    return kTable;
}

} // namespace kc::inline sdk1::test
