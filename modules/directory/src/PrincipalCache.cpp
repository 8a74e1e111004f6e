// SPDX-License-Identifier: Apache-2.0
#include "PrincipalCache.h"

namespace kc::directory
{

namespace
{

/// What a map's node costs beside the texts.
constexpr std::size_t kNodeOctets = 128;

std::size_t costOf(const std::string& key, const Principal& principal)
{
    return kNodeOctets + key.capacity() + principal.octets();
}

} // namespace

void PrincipalCache::setLimits(const Limits& limits)
{
    _limits = limits;
}

PrincipalPtr PrincipalCache::find(const std::string& key, Clock::time_point now)
{
    const std::lock_guard lock{_mutex};
    if (const auto found = _young.find(key); found != _young.end())
        return found->second.expires > now ? found->second.principal : nullptr;
    const auto found = _old.find(key);
    if (found == _old.end() || found->second.expires <= now)
        return nullptr;
    const Entry entry = std::move(found->second);
    _old.erase(found);
    add(key, entry);
    return entry.principal;
}

std::uint64_t PrincipalCache::generation() const
{
    const std::lock_guard lock{_mutex};
    return _generation;
}

void PrincipalCache::insert(const std::string& key, const PrincipalPtr& principal,
                            std::uint64_t generation, Clock::time_point now)
{
    const std::lock_guard lock{_mutex};
    if (generation == _generation)
        add(key, {principal, now + _limits.lifetime});
}

void PrincipalCache::add(const std::string& key, const Entry& entry)
{
    const std::size_t cost = costOf(key, *entry.principal);
    if (cost > _limits.octets / 2)
        return;
    if (_youngOctets + cost > _limits.octets / 2)
    {
        _old = std::move(_young);
        _young.clear();
        _youngOctets = 0;
    }
    if (_young.insert_or_assign(key, entry).second)
        _youngOctets += cost;
}

void PrincipalCache::clear()
{
    const std::lock_guard lock{_mutex};
    _young.clear();
    _old.clear();
    _youngOctets = 0;
    ++_generation;
}

} // namespace kc::directory
