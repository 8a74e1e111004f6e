// SPDX-License-Identifier: Apache-2.0
// DRAFT kc.metrics/1 in C++. Define in start(), count anywhere:
//
//     kc::Counter sent = kc::Metrics{*this}.counter("sent_total", "Messages sent.", "outcome");
//     sent.add({"refused"});
//
// Handles are copyable, cheap, valid as long as the module; one that was not defined, or that a
// kernel without metrics gave, counts nothing.
#pragma once

#include <kc/abi/draft/metrics.h>
#include <kc/module.hpp>

#include <array>
#include <chrono>
#include <initializer_list>
#include <span>

namespace kc::inline sdk1
{

/// What the three kinds share. One label value for each label name, in their order.
class Metric
{
public:
    using Labels = std::initializer_list<sv>;

    Metric() = default;

    Metric(const kc_metrics* table, kc_metric* raw) : _table{table}, _raw{raw} {}

protected:
    static constexpr std::size_t kMostLabels = 8;

    template <class Function>
    void call(Function kc_metrics::*function, Labels labels, double value) const
    {
        if (_raw == nullptr || labels.size() > kMostLabels)
            return;
        std::array<kc_str, kMostLabels> raw{};
        std::size_t n = 0;
        for (const sv label : labels)
            raw[n++] = str(label);
        (_table->*function)(_raw, raw.data(), static_cast<std::uint32_t>(n), value);
    }

private:
    const kc_metrics* _table = nullptr;
    kc_metric* _raw = nullptr;
};

class Counter : public Metric
{
public:
    using Metric::Metric;

    void add(Labels labels = {}, double value = 1) const { call(&kc_metrics::add, labels, value); }
};

class Gauge : public Metric
{
public:
    using Metric::Metric;

    void add(double change, Labels labels = {}) const { call(&kc_metrics::add, labels, change); }

    void set(double value, Labels labels = {}) const { call(&kc_metrics::set, labels, value); }
};

class Histogram : public Metric
{
public:
    using Metric::Metric;

    void observe(double value, Labels labels = {}) const { call(&kc_metrics::add, labels, value); }

    /// In seconds, as monitoring expects.
    void observe(std::chrono::nanoseconds span, Labels labels = {}) const
    {
        observe(std::chrono::duration<double>(span).count(), labels);
    }
};

/// Bounds for durations in seconds, 1 ms to 1 min.
inline constexpr std::array kDurations{0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 60.0};

class Metrics
{
public:
    explicit Metrics(const Module& module) : _host{module.host()}
    {
        if (const auto service = module.find(KC_METRICS))
            _table = static_cast<const kc_metrics*>(service->table);
    }

    /// `name` ends in "_total"; `labels` are names separated by blanks. Throws for a name that is
    /// bad or taken.
    Counter counter(const char* name, const char* help, const char* labels = "") const
    {
        return make<Counter>(
            {sizeof(kc_metric_spec), KC_METRIC_COUNTER, name, help, labels, {}, 0});
    }

    Gauge gauge(const char* name, const char* help, const char* labels = "") const
    {
        return make<Gauge>({sizeof(kc_metric_spec), KC_METRIC_GAUGE, name, help, labels, {}, 0});
    }

    /// `bounds` ascend; the bucket for what is above the last is implied.
    Histogram histogram(const char* name, const char* help, std::span<const double> bounds,
                        const char* labels = "") const
    {
        return make<Histogram>({sizeof(kc_metric_spec), KC_METRIC_HISTOGRAM, name, help, labels,
                                bounds.data(), static_cast<std::uint32_t>(bounds.size())});
    }

private:
    template <class Kind>
    Kind make(const kc_metric_spec& spec) const
    {
        if (!KC_HAS(_table, define))
            return {};
        kc_metric* raw = nullptr;
        const kc_status status = _table->define(_host->k, &spec, &raw);
        if (status < 0)
            throw Fault{static_cast<kc_code>(status), std::string{"the metric "} + spec.name +
                                                          " cannot be defined: its name is " +
                                                          (status == KC_EEXISTS ? "taken" : "bad")};
        return {_table, raw};
    }

    const kc_host* _host;
    const kc_metrics* _table = nullptr;
};

} // namespace kc::inline sdk1
