// SPDX-License-Identifier: Apache-2.0
#include <kc/metrics/Registry.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <iterator>
#include <sstream>

namespace kc::metrics
{
namespace
{

constexpr std::size_t kNameBytes = 128;
constexpr std::size_t kBoundLimit = 100;

bool isName(sv text)
{
    constexpr sv kFirst = "abcdefghijklmnopqrstuvwxyz";
    return !text.empty() && kFirst.find(text[0]) != sv::npos && text.size() <= kNameBytes &&
           std::all_of(text.begin(), text.end(),
                       [&](char c) {
                           return kFirst.find(c) != sv::npos || (c >= '0' && c <= '9') || c == '_';
                       });
}

bool isNameOf(kc_metric_kind kind, sv name)
{
    // Monitoring reads the kind from these endings, and a histogram adds them by itself.
    const bool taken =
        name.ends_with("_bucket") || name.ends_with("_sum") || name.ends_with("_count");
    return isName(name) && !taken && name.ends_with("_total") == (kind == KC_METRIC_COUNTER);
}

bool areBounds(std::span<const double> bounds)
{
    return bounds.size() <= kBoundLimit &&
           std::all_of(bounds.begin(), bounds.end(),
                       [](double each) { return std::isfinite(each); }) &&
           std::adjacent_find(bounds.begin(), bounds.end(), std::greater_equal<>{}) == bounds.end();
}

std::vector<std::string> words(const char* text)
{
    std::istringstream stream{text};
    return {std::istream_iterator<std::string>{stream}, {}};
}

} // namespace

kc_status Registry::define(sv module, const kc_metric_spec& given, kc_metric** out)
{
    kc_metric_spec spec{};
    std::memcpy(&spec, &given, std::min<std::size_t>(given.size, sizeof spec));
    const sv name = spec.name == nullptr ? sv{} : sv{spec.name};
    std::vector<std::string> labels = words(spec.labels == nullptr ? "" : spec.labels);
    const bool known = spec.kind >= KC_METRIC_COUNTER && spec.kind <= KC_METRIC_HISTOGRAM;
    if (!known || out == nullptr || !isNameOf(spec.kind, name) ||
        !std::all_of(labels.begin(), labels.end(), isName) ||
        std::count(labels.begin(), labels.end(), "le") > 0 ||
        !areBounds({spec.bounds, spec.n_bounds}))
        return KC_EINVAL;
    std::string full = "kopano_" + std::string{module} + "_";
    std::replace(full.begin(), full.end(), '-', '_');
    full += name;
    const std::lock_guard lock{_mutex};
    const auto [place, isNew] = _metrics.try_emplace(full, full, spec, std::move(labels), _full);
    if (!isNew)
        return KC_EEXISTS;
    *out = &place->second;
    return KC_OK;
}

void Registry::onRender(std::function<void()> collect)
{
    const std::lock_guard lock{_mutex};
    _collect = std::move(collect);
}

std::string Registry::text() const
{
    const std::lock_guard lock{_mutex};
    if (_collect)
        _collect();
    std::string out;
    for (const auto& [name, metric] : _metrics)
        metric.render(out);
    return out;
}

} // namespace kc::metrics
