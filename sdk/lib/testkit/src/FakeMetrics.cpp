// SPDX-License-Identifier: Apache-2.0
#include "State.h"

namespace kc::inline sdk1::test
{

kc_status FakeMetrics::define(sv module, const kc_metric_spec& spec, kc_metric** out)
{
    const kc_status status = _registry.define(module, spec, out);
    if (status == KC_OK)
        _defined.emplace_back(spec.name, *out);
    return status;
}

double FakeMetrics::value(const std::string& name, const std::vector<std::string>& labels) const
{
    std::vector<kc_str> raw;
    for (const std::string& each : labels)
        raw.push_back(str(each));
    for (const auto& [known, metric] : _defined)
        if (known == name)
            return metric->value(raw);
    throw Fault{KC_ENOTFOUND, "no loaded module has defined the metric " + name};
}

const kc_metrics& FakeMetrics::table()
{
    // The kernel copes with a wrong kind, number of labels or sign; a test is to find it.
    static constexpr kc_metrics kTable{
        sizeof(kc_metrics),
        [](kc_kernel* k, const kc_metric_spec* spec, kc_metric** out)
        { return kc_kernel::state(k).metrics.define(k->module, *spec, out); },
        [](kc_metric* metric, const kc_str* labels, std::uint32_t n, double value)
        {
            KC_ASSERT(n == metric->labels());
            KC_ASSERT(metric->kind() != KC_METRIC_COUNTER || value >= 0);
            metric->add({labels, n}, value);
        },
        [](kc_metric* metric, const kc_str* labels, std::uint32_t n, double value)
        {
            KC_ASSERT(n == metric->labels());
            KC_ASSERT(metric->kind() == KC_METRIC_GAUGE);
            metric->set({labels, n}, value);
        },
        [](kc_kernel* k, kc_sink pieces) -> kc_status
        {
            const std::string text = kc_kernel::state(k).metrics._registry.text();
            const kc_str piece = str(text);
            const kc_status status = pieces.push(pieces.arg, &piece);
            return status == KC_STOP ? kc_status{KC_OK} : status;
        }};
    return kTable;
}

} // namespace kc::inline sdk1::test
