// SPDX-License-Identifier: Apache-2.0
// kc.metrics/1 by the kernel's own rules, for tests that read what was counted.
#pragma once

#include <kc/metrics/Registry.h>

namespace kc::inline sdk1::test
{

class FakeMetrics
{
public:
    static const kc_metrics& table();

    kc_status define(sv module, const kc_metric_spec& spec, kc_metric** out);
    double value(const std::string& name, const std::vector<std::string>& labels) const;

private:
    metrics::Registry _registry{[](const std::string&) {}};
    std::vector<std::pair<std::string, const kc_metric*>> _defined; // names as modules give them
};

} // namespace kc::inline sdk1::test
