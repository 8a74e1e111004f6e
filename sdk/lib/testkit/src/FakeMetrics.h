// SPDX-License-Identifier: Apache-2.0
// kc.metrics/1 that tests read.
#pragma once

#include <kc/abi/draft/metrics.h>
#include <kc/status.hpp>

#include <deque>
#include <map>
#include <mutex>
#include <vector>

struct kc_metric
{
    std::string name;
    kc_metric_kind kind;
    std::size_t labels;
    std::mutex mutex; // guards values
    std::map<std::vector<std::string>, double> values;
};

namespace kc::inline sdk1::test
{

class FakeMetrics
{
public:
    static const kc_metrics& table();

    kc_status define(const std::string& module, const kc_metric_spec& spec, kc_metric*& out);
    double value(const std::string& name, const std::vector<std::string>& labels);
    kc_status render(kc_sink pieces);

private:
    struct Defined
    {
        std::string module;
        kc_metric metric;
    };

    std::deque<Defined> _metrics;
};

} // namespace kc::inline sdk1::test
