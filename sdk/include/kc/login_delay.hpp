// SPDX-License-Identifier: Apache-2.0
// How long the answer to a wrong password waits: 1 s, doubling to 15 s, for each user and address.
// Nobody is locked out, and no thread waits: a session answers after net::Connection::wakeAfter().
// Only a proven wrong password counts, never a directory that cannot answer.
#pragma once

#include <kc/status.hpp>

#include <array>
#include <chrono>
#include <functional>
#include <mutex>
#include <random>
#include <string>

namespace kc::inline sdk1
{

/// A table of fixed size: the more it is flooded, the earlier the oldest failures are forgotten.
/// Thread-safe. Mutex: guards the table; taken alone.
class LoginDelay
{
public:
    using Clock = std::chrono::steady_clock;

    static constexpr std::chrono::seconds kFirst{1};
    static constexpr std::chrono::seconds kLongest{15};
    static constexpr std::chrono::minutes kForgotten{15};

    /// A wrong password: how long its answer has to wait.
    std::chrono::seconds failed(sv user, sv address, Clock::time_point now = Clock::now())
    {
        const std::lock_guard lock{_mutex};
        Row& row = findRow(user, address);
        const bool again = row.key == keyOf(user, address) && now - row.last < kForgotten;
        row.delay = again ? std::min(2 * row.delay, kLongest) : kFirst;
        row.key = keyOf(user, address);
        row.last = now;
        return row.delay;
    }

    /// The right password: what went before is forgotten.
    void succeeded(sv user, sv address)
    {
        const std::lock_guard lock{_mutex};
        Row& row = findRow(user, address);
        if (row.key == keyOf(user, address))
            row = {};
    }

private:
    static constexpr std::size_t kSets = 1024;
    static constexpr std::size_t kWays = 4;

    struct Row
    {
        std::uint64_t key = 0;
        Clock::time_point last{};
        std::chrono::seconds delay{};
    };

    /// Not foreseeable, so that nobody can push somebody's row out on purpose.
    std::uint64_t keyOf(sv user, sv address) const
    {
        std::string text{address};
        text.append(1, '\0').append(user).append(reinterpret_cast<const char*>(&_seed),
                                                 sizeof _seed);
        return std::hash<std::string>{}(text);
    }

    /// The row of that key, else the oldest that it may take.
    Row& findRow(sv user, sv address)
    {
        const std::uint64_t key = keyOf(user, address);
        auto& set = _rows[key % kSets];
        Row* oldest = set.data();
        for (Row& row : set)
        {
            if (row.key == key)
                return row;
            if (row.last < oldest->last)
                oldest = &row;
        }
        return *oldest;
    }

    std::mutex _mutex;
    const std::uint64_t _seed =
        std::uint64_t{std::random_device{}()} << 32U | std::random_device{}();
    std::array<std::array<Row, kWays>, kSets> _rows{};
};

} // namespace kc::inline sdk1
