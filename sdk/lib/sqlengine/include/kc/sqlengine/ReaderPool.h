// SPDX-License-Identifier: Apache-2.0
// Connections that only read. Each read works on a snapshot of its own and never waits for the
// writer. The pool grows with demand and shrinks when the database rests.
#pragma once

#include <kc/status.hpp>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

namespace kc::sqlengine
{

/// A Connection has isUsable(), asked when it comes back, and releaseMemory().
template <class Connection>
class ReaderPool
{
public:
    using Open = std::function<std::unique_ptr<Connection>()>; // throws Fault

    explicit ReaderPool(Open open) : _openOne{std::move(open)} {}

    /// A connection on loan, given back by its end.
    class Loan
    {
    public:
        Loan(ReaderPool& pool, std::unique_ptr<Connection> connection)
            : _pool{&pool}, _connection{std::move(connection)}
        {
            ++_loansOfThread;
        }

        Loan(Loan&&) = default;
        Loan& operator=(Loan&&) = delete;

        ~Loan()
        {
            if (_connection == nullptr)
                return;
            --_loansOfThread;
            _pool->giveBack(std::move(_connection));
        }

        Connection& operator*() const { return *_connection; }

        Connection* operator->() const { return _connection.get(); }

    private:
        ReaderPool* _pool;
        std::unique_ptr<Connection> _connection;
    };

    /// Waits for a free connection while the most are out, until the deadline (CLOCK_MONOTONIC
    /// nanoseconds); a thread that has one already gets another without waiting, so that nothing
    /// locks up. Throws Fault.
    Loan borrow(std::int64_t deadline)
    {
        std::unique_ptr<Connection> connection = findIdle(deadline);
        if (connection != nullptr)
            return Loan{*this, std::move(connection)};
        try
        {
            return Loan{*this, _openOne()};
        }
        catch (const Fault&)
        {
            giveBack(nullptr);
            throw;
        }
    }

    /// Closes what is not needed and frees the memory of the rest.
    void rest()
    {
        std::vector<std::unique_ptr<Connection>> resting = takeIdle();
        const std::size_t kept = std::min(resting.size(), kKeptAtRest);
        for (std::size_t i = 0; i < kept; ++i)
            resting[i]->releaseMemory();
        for (std::size_t i = 0; i < resting.size(); ++i)
            giveBack(i < kept ? std::move(resting[i]) : nullptr);
    }

private:
    static constexpr std::size_t kMostOpen = 16;
    static constexpr std::size_t kKeptAtRest = 2;

    /// One that was open, or null when the caller is to open one, which is counted already.
    std::unique_ptr<Connection> findIdle(std::int64_t deadline)
    {
        std::unique_lock lock{_mutex};
        const auto ready = [this]
        { return !_idle.empty() || _open < kMostOpen || _loansOfThread > 0; };
        if (deadline == INT64_MAX)
            _returned.wait(lock, ready);
        else if (!_returned.wait_until(
                     lock,
                     std::chrono::steady_clock::time_point{std::chrono::nanoseconds{deadline}},
                     ready))
            throw Fault{KC_ETIMEOUT, "the deadline passed before a reader became free"};
        if (_idle.empty())
        {
            ++_open;
            return nullptr;
        }
        std::unique_ptr<Connection> connection = std::move(_idle.back());
        _idle.pop_back();
        return connection;
    }

    void giveBack(std::unique_ptr<Connection> connection)
    {
        {
            const std::lock_guard lock{_mutex};
            if (connection != nullptr && connection->isUsable() && _open <= kMostOpen)
                _idle.push_back(std::move(connection));
            else
                --_open;
        }
        _returned.notify_one();
    }

    std::vector<std::unique_ptr<Connection>> takeIdle()
    {
        const std::lock_guard lock{_mutex};
        return std::exchange(_idle, {});
    }

    const Open _openOne;
    std::mutex _mutex; // guards the two below; no database call under it
    std::vector<std::unique_ptr<Connection>> _idle;
    std::size_t _open = 0;
    std::condition_variable _returned;

    /// Loans that this thread holds. More than one only when a read's closure reads again.
    static inline thread_local unsigned _loansOfThread = 0;
};

} // namespace kc::sqlengine
