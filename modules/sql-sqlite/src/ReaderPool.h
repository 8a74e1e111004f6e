// SPDX-License-Identifier: Apache-2.0
// Connections that only read. Each read works on a snapshot of its own and never waits for the
// writer.
#pragma once

#include "Connection.h"

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

namespace kc::sqlite
{

class ReaderPool
{
public:
    ReaderPool(std::string path, StatementList& texts);

    /// A connection on loan, given back by its end.
    class Loan
    {
    public:
        Loan(ReaderPool& pool, std::unique_ptr<Connection> connection);
        Loan(Loan&&) = default;
        Loan& operator=(Loan&&) = delete;
        ~Loan();

        Connection& operator*() const { return *_connection; }

        Connection* operator->() const { return _connection.get(); }

    private:
        ReaderPool* _pool;
        std::unique_ptr<Connection> _connection;
    };

    /// Waits for a free connection while the most are out, until the deadline (CLOCK_MONOTONIC
    /// nanoseconds); a thread that has one already gets another without waiting, so that nothing
    /// locks up. Throws Fault.
    Loan borrow(std::int64_t deadline);

    /// Closes what is not needed and frees the caches of the rest.
    void rest();

private:
    std::unique_ptr<Connection> findIdle(std::int64_t deadline);
    void giveBack(std::unique_ptr<Connection> connection);

    const std::string _path;
    StatementList& _texts;
    std::mutex _mutex; // guards the two below; no database call under it
    std::vector<std::unique_ptr<Connection>> _idle;
    std::size_t _open = 0;
    std::condition_variable _returned;
};

} // namespace kc::sqlite
