// SPDX-License-Identifier: Apache-2.0
// What stands behind kc.metrics/1 (abi/draft/metrics.h): metrics by name, rendered as Prometheus
// text. Adding takes no lock but at a label combination's first use. Mutexes: one here for the list
// of metrics, one in each metric for its cells, taken in this order; leaves otherwise.
#pragma once

#include <kc/abi/draft/metrics.h>
#include <kc/status.hpp>

#include <array>
#include <atomic>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <span>
#include <string>
#include <vector>

struct kc_metric
{
public:
    static constexpr std::size_t kCellLimit = 1000; // label combinations; the rest is "other"

    /// Told, once, that a metric has reached its limit; under the metric's mutex.
    using Warning = std::function<void(const std::string& name)>;

    kc_metric(std::string name, const kc_metric_spec& spec, std::vector<std::string> labels,
              Warning full);

    // Without memory for a new combination the process ends: it would have none for anything else.
    void add(std::span<const kc_str> labels, double value) noexcept;
    /// A gauge's new value, or a count that is kept elsewhere.
    void set(std::span<const kc_str> labels, double value) noexcept;
    void render(std::string& out) const;

    kc_metric_kind kind() const { return _kind; }

    std::size_t labels() const { return _labels.size(); }

    /// For tests: of one label combination; of a histogram, the number of observations.
    double value(std::span<const kc_str> labels) const;

private:
    /// One label combination. A histogram has the count of each bucket, then the sum.
    struct Cell
    {
        std::vector<std::string> labels;
        std::vector<std::atomic<double>> values;
        Cell* next;
    };

    Cell* cellOf(std::span<const kc_str> labels);
    Cell* makeCell(std::span<const kc_str> labels, std::atomic<Cell*>& head);
    static Cell* search(std::span<const kc_str> labels, const std::atomic<Cell*>& head);
    void renderHistogram(std::string& out, const Cell& cell) const;
    void renderLabels(std::string& out, const Cell& cell, kc::sv bound) const;

    const std::string _name, _help;
    const kc_metric_kind _kind;
    const std::vector<std::string> _labels;
    const std::vector<double> _bounds;
    const Warning _full;
    std::array<std::atomic<Cell*>, 64> _heads{}; // chains of cells; a cell never leaves its chain
    std::atomic<Cell*> _other{nullptr};          // once the limit is reached
    mutable std::mutex _mutex;                   // guards _cells and what makes chains longer
    std::deque<Cell> _cells;
};

namespace kc::metrics
{

class Registry
{
public:
    explicit Registry(kc_metric::Warning full) : _full{std::move(full)} {}

    /// As kc_metrics.define, for `module`.
    kc_status define(sv module, const kc_metric_spec& spec, kc_metric** out);
    /// `collect` brings values up to date that are kept elsewhere; called before each rendering.
    void onRender(std::function<void()> collect);
    std::string text() const;

private:
    const kc_metric::Warning _full;
    mutable std::mutex _mutex; // guards the rest
    std::map<std::string, kc_metric, std::less<>> _metrics;
    std::function<void()> _collect;
};

} // namespace kc::metrics
