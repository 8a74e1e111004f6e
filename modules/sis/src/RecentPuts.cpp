// SPDX-License-Identifier: Apache-2.0
// Forgetting is harmless: it costs a second copy, which the sweep removes.
#include "RecentPuts.h"

namespace kc::sis
{

namespace
{

constexpr std::size_t kMostRemembered = 1024;

} // namespace

Copy RecentPuts::share(const Copy& mine, Milliseconds now)
{
    const std::lock_guard lock{_mutex};
    const auto known = _copies.find(mine.digest);
    if (known != _copies.end() && now - bornAt(known->second.generation) < _age)
        return known->second;
    if (_copies.size() >= kMostRemembered)
        forgetOld(now);
    _copies.insert_or_assign(mine.digest, mine);
    return mine;
}

void RecentPuts::forgetOld(Milliseconds now)
{
    std::erase_if(_copies,
                  [&](const auto& entry) { return now - bornAt(entry.second.generation) >= _age; });
    if (_copies.size() >= kMostRemembered)
        _copies.clear();
}

} // namespace kc::sis
