// SPDX-License-Identifier: Apache-2.0
// Values that were looked up a moment ago, bounded in memory and time. Only found ones are kept:
// neither absence nor a fault is ever remembered. Any change clears it all.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

namespace kc::directory
{

/// `Value` has octets(): the memory it takes.
template <class Value>
class BoundedCache
{
public:
    using Clock = std::chrono::steady_clock;
    /// Shared by the cache and by calls that use it while the cache drops it.
    using Pointer = std::shared_ptr<const Value>;

    struct Limits
    {
        std::size_t octets = 0;
        std::chrono::nanoseconds lifetime{0};
    };

    /// Once, before any other function; without it nothing is kept.
    void setLimits(const Limits& limits) { _limits = limits; }

    /// Null if it is not there or too old.
    Pointer find(const std::string& key, typename Clock::time_point now)
    {
        const std::lock_guard lock{_mutex};
        if (const auto found = _young.find(key); found != _young.end())
            return found->second.expires > now ? found->second.value : nullptr;
        const auto found = _old.find(key);
        if (found == _old.end() || found->second.expires <= now)
            return nullptr;
        const Entry entry = std::move(found->second);
        _old.erase(found);
        add(key, entry);
        return entry.value;
    }

    /// To be asked for before the backend is read, and handed to insert().
    std::uint64_t generation() const
    {
        const std::lock_guard lock{_mutex};
        return _generation;
    }

    /// Does nothing if clear() was called since `generation`: what was read then may be stale.
    void insert(const std::string& key, const Pointer& value, std::uint64_t generation,
                typename Clock::time_point now)
    {
        const std::lock_guard lock{_mutex};
        if (generation == _generation)
            add(key, {value, now + _limits.lifetime});
    }

    void clear()
    {
        const std::lock_guard lock{_mutex};
        _young.clear();
        _old.clear();
        _youngOctets = 0;
        ++_generation;
    }

private:
    struct Entry
    {
        Pointer value;
        typename Clock::time_point expires;
    };

    using Entries = std::unordered_map<std::string, Entry>;

    /// What a map's node costs beside the texts.
    static constexpr std::size_t kNodeOctets = 128;

    void add(const std::string& key, const Entry& entry)
    {
        const std::size_t cost = kNodeOctets + key.capacity() + entry.value->octets();
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

    Limits _limits;
    mutable std::mutex _mutex; // guards what follows; no call goes out under it
    // Two generations: the older goes when the younger is full; what is found there moves over.
    Entries _young, _old;
    std::size_t _youngOctets = 0;
    std::uint64_t _generation = 0;
};

} // namespace kc::directory
