// SPDX-License-Identifier: Apache-2.0
#include "Utf8.h"
#include <kc/metrics/Registry.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace kc::metrics
{
namespace
{

constexpr std::size_t kLabelBytes = 128;

sv labelText(kc_str raw)
{
    return view(raw).substr(0, kLabelBytes);
}

void appendNumber(std::string& out, double value)
{
    if (std::isinf(value))
    {
        out += value > 0 ? "+Inf" : "-Inf";
        return;
    }
    std::array<char, 32> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value);
    out.append(digits.data(), end.ptr);
}

bool isSame(const std::string& known, const kc_str& asked)
{
    return known == labelText(asked);
}

/// Exposition format 0.0.4: UTF-8 with these escapes; quotes in label values only.
void appendEscaped(std::string& out, sv text, sv special)
{
    while (!text.empty())
    {
        const std::size_t n = utf8Length(text);
        if (n == 0)
            out += "\xef\xbf\xbd";
        else if (text[0] == '\n')
            out += "\\n";
        else
            out.append(special.find(text[0]) != sv::npos ? "\\" : "").append(text.substr(0, n));
        text.remove_prefix(std::max<std::size_t>(n, 1));
    }
}

} // namespace
} // namespace kc::metrics

using namespace kc::metrics;
using kc::sv;

kc_metric::kc_metric(std::string name, const kc_metric_spec& spec, std::vector<std::string> labels,
                     Warning full)
    : _name{std::move(name)},
      _help{spec.help == nullptr ? "" : spec.help},
      _kind{spec.kind},
      _labels{std::move(labels)},
      _bounds{spec.bounds, spec.bounds + (_kind == KC_METRIC_HISTOGRAM ? spec.n_bounds : 0)},
      _full{std::move(full)}
{
    if (_labels.empty())
        (void)cellOf({}); // shown as 0 before its first use
}

void kc_metric::add(std::span<const kc_str> labels, double value) noexcept
{
    if (std::isnan(value) || (_kind == KC_METRIC_COUNTER && value < 0))
        return;
    Cell* const cell = cellOf(labels);
    if (cell == nullptr)
        return;
    std::size_t place = 0;
    if (_kind == KC_METRIC_HISTOGRAM)
    {
        const auto bucket = std::lower_bound(_bounds.begin(), _bounds.end(), value);
        place = static_cast<std::size_t>(bucket - _bounds.begin());
        cell->values.back().fetch_add(value, std::memory_order_relaxed);
        value = 1;
    }
    cell->values[place].fetch_add(value, std::memory_order_relaxed);
}

void kc_metric::set(std::span<const kc_str> labels, double value) noexcept
{
    if (Cell* const cell = cellOf(labels); cell != nullptr)
        cell->values[0].store(value, std::memory_order_relaxed);
}

kc_metric::Cell* kc_metric::cellOf(std::span<const kc_str> labels)
{
    if (labels.size() != _labels.size())
        return nullptr;
    std::size_t hash = 0;
    for (const kc_str& each : labels)
        hash = hash * 31 + std::hash<sv>{}(labelText(each));
    std::atomic<Cell*>& head = _heads[hash % _heads.size()];
    if (Cell* const known = search(labels, head); known != nullptr)
        return known;
    Cell* const other = _other.load(std::memory_order_acquire);
    return other != nullptr ? other : makeCell(labels, head);
}

kc_metric::Cell* kc_metric::search(std::span<const kc_str> labels, const std::atomic<Cell*>& head)
{
    for (Cell* cell = head.load(std::memory_order_acquire); cell != nullptr; cell = cell->next)
        if (std::equal(cell->labels.begin(), cell->labels.end(), labels.begin(), isSame))
            return cell;
    return nullptr;
}

kc_metric::Cell* kc_metric::makeCell(std::span<const kc_str> labels, std::atomic<Cell*>& head)
{
    const std::lock_guard lock{_mutex};
    if (Cell* const known = search(labels, head); known != nullptr)
        return known;
    if (Cell* const other = _other.load(); other != nullptr)
        return other;
    Cell& cell = _cells.emplace_back();
    cell.values =
        std::vector<std::atomic<double>>(_kind == KC_METRIC_HISTOGRAM ? _bounds.size() + 2 : 1);
    if (_cells.size() > kCellLimit)
    {
        _full(_name);
        cell.labels.assign(_labels.size(), "other");
        _other.store(&cell, std::memory_order_release);
        return &cell;
    }
    for (const kc_str& each : labels)
        cell.labels.emplace_back(labelText(each));
    cell.next = head.load();
    head.store(&cell, std::memory_order_release);
    return &cell;
}

double kc_metric::value(std::span<const kc_str> labels) const
{
    const std::lock_guard lock{_mutex};
    double sum = 0;
    for (const Cell& cell : _cells)
        if (std::equal(cell.labels.begin(), cell.labels.end(), labels.begin(), labels.end(),
                       isSame))
            for (std::size_t i = 0; i <= _bounds.size(); ++i)
                sum += cell.values[i].load(std::memory_order_relaxed);
    return sum;
}

void kc_metric::renderLabels(std::string& out, const Cell& cell, sv bound) const
{
    char separator = '{';
    const auto append = [&](sv name, sv value)
    {
        out.append(1, separator).append(name).append("=\"");
        appendEscaped(out, value, "\\\"");
        out += '"';
        separator = ',';
    };
    for (std::size_t i = 0; i < _labels.size(); ++i)
        append(_labels[i], cell.labels[i]);
    if (!bound.empty())
        append("le", bound);
    out += separator == '{' ? " " : "} ";
}

void kc_metric::renderHistogram(std::string& out, const Cell& cell) const
{
    double count = 0;
    for (std::size_t i = 0; i <= _bounds.size(); ++i)
    {
        count += cell.values[i].load(std::memory_order_relaxed);
        std::string bound;
        appendNumber(bound, i < _bounds.size() ? _bounds[i] : HUGE_VAL);
        out.append(_name).append("_bucket");
        renderLabels(out, cell, bound);
        appendNumber(out, count);
        out += '\n';
    }
    for (const auto& [ending, value] :
         {std::pair{"_sum", cell.values.back().load()}, {"_count", count}})
    {
        out.append(_name).append(ending);
        renderLabels(out, cell, {});
        appendNumber(out, value);
        out += '\n';
    }
}

void kc_metric::render(std::string& out) const
{
    constexpr std::array<sv, 4> kKinds{"untyped", "counter", "gauge", "histogram"};
    out.append("# HELP ").append(_name).append(1, ' ');
    appendEscaped(out, _help, "\\");
    out.append("\n# TYPE ").append(_name).append(1, ' ').append(kKinds[_kind]).append(1, '\n');
    const std::lock_guard lock{_mutex};
    for (const Cell& cell : _cells)
    {
        if (_kind == KC_METRIC_HISTOGRAM)
        {
            renderHistogram(out, cell);
            continue;
        }
        out += _name;
        renderLabels(out, cell, {});
        appendNumber(out, cell.values[0].load(std::memory_order_relaxed));
        out += '\n';
    }
}
