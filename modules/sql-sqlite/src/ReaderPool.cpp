// SPDX-License-Identifier: Apache-2.0
// The pool grows with demand and shrinks when the database rests.
#include "ReaderPool.h"

#include <chrono>

namespace kc::sqlite
{

namespace
{

constexpr std::size_t kMostOpen = 16;
constexpr std::size_t kKeptAtRest = 2;

/// Loans that this thread holds. More than one only when a read's closure reads again.
thread_local unsigned loansOfThread = 0;

} // namespace

ReaderPool::ReaderPool(std::string path, StatementList& texts)
    : _path{std::move(path)}, _texts{texts}
{
}

ReaderPool::Loan::Loan(ReaderPool& pool, std::unique_ptr<Connection> connection)
    : _pool{&pool}, _connection{std::move(connection)}
{
    ++loansOfThread;
}

ReaderPool::Loan::~Loan()
{
    if (_connection == nullptr)
        return;
    --loansOfThread;
    _pool->giveBack(std::move(_connection));
}

/// One that was open, or null when the caller is to open one, which is counted already.
std::unique_ptr<Connection> ReaderPool::findIdle(std::int64_t deadline)
{
    std::unique_lock lock{_mutex};
    const auto ready = [this] { return !_idle.empty() || _open < kMostOpen || loansOfThread > 0; };
    if (deadline == INT64_MAX)
        _returned.wait(lock, ready);
    else if (!_returned.wait_until(
                 lock, std::chrono::steady_clock::time_point{std::chrono::nanoseconds{deadline}},
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

ReaderPool::Loan ReaderPool::borrow(std::int64_t deadline)
{
    std::unique_ptr<Connection> connection = findIdle(deadline);
    if (connection != nullptr)
        return Loan{*this, std::move(connection)};
    try
    {
        return Loan{*this, std::make_unique<Connection>(_path, _texts, Access::Read)};
    }
    catch (const Fault&)
    {
        giveBack(nullptr);
        throw;
    }
}

void ReaderPool::giveBack(std::unique_ptr<Connection> connection)
{
    {
        const std::lock_guard lock{_mutex};
        if (connection != nullptr && _open <= kMostOpen)
            _idle.push_back(std::move(connection));
        else
            --_open;
    }
    _returned.notify_one();
}

void ReaderPool::rest()
{
    std::vector<std::unique_ptr<Connection>> resting;
    {
        const std::lock_guard lock{_mutex};
        resting.swap(_idle);
    }
    const std::size_t kept = std::min(resting.size(), kKeptAtRest);
    for (std::size_t i = 0; i < kept; ++i)
        resting[i]->releaseMemory();
    for (std::size_t i = 0; i < resting.size(); ++i)
        giveBack(i < kept ? std::move(resting[i]) : nullptr);
}

} // namespace kc::sqlite
