// SPDX-License-Identifier: Apache-2.0
// Principals that were resolved a moment ago, bounded in memory and time. Only found ones are kept:
// neither absence nor a fault is ever remembered. Any change of a user clears it all.
#pragma once

#include "Principal.h"

#include <chrono>
#include <mutex>
#include <optional>
#include <unordered_map>

namespace kc::directory
{

class PrincipalCache
{
public:
    using Clock = std::chrono::steady_clock;

    struct Limits
    {
        std::size_t octets = 0;
        std::chrono::nanoseconds lifetime{0};
    };

    /// Once, before any other function; without it nothing is kept.
    void setLimits(const Limits& limits);

    /// Null if it is not there or too old.
    PrincipalPtr find(const std::string& key, Clock::time_point now);

    /// To be asked for before the backend is read, and handed to insert().
    std::uint64_t generation() const;

    /// Does nothing if clear() was called since `generation`: what was read then may be stale.
    void insert(const std::string& key, const PrincipalPtr& principal, std::uint64_t generation,
                Clock::time_point now);

    void clear();

private:
    struct Entry
    {
        PrincipalPtr principal;
        Clock::time_point expires;
    };

    using Entries = std::unordered_map<std::string, Entry>;

    void add(const std::string& key, const Entry& entry);

    Limits _limits;
    mutable std::mutex _mutex; // guards what follows; no call goes out under it
    // Two generations: the older goes when the younger is full; what is found there moves over.
    Entries _young, _old;
    std::size_t _youngOctets = 0;
    std::uint64_t _generation = 0;
};

} // namespace kc::directory
