// SPDX-License-Identifier: Apache-2.0
// The transaction that a closure works in: runs statements on a connection and remembers what went
// wrong.
#pragma once

#include "Connection.h"

#include <kc/abi/draft/sql.h>

#include <string>

/// kc.sql's opaque handle. Lives on the stack of whoever runs the closure.
struct kc_sql_tx
{
public:
    /// Whether the first statement may be sent again over a new connection: there is no transaction
    /// yet that would be lost with the old one.
    enum class Reopen : bool
    {
        No,
        BeforeFirst
    };

    kc_sql_tx(kc::mysql::Connection& connection, Reopen reopen)
        : _connection{connection}, _reopen{reopen}
    {
    }

    /// Binds, sends and pushes; see kc_sql.run.
    kc_status run(std::int32_t number, const kc_value* params, std::uint32_t n, kc_sink rows);

    std::int64_t lastId() const { return _lastId; }

    std::int64_t changed() const { return _changed; }

    const std::string& error() const { return _error; }

    /// Whether a statement has run, and whether one that has no rows, which may have written.
    bool began() const { return _began; }

    bool wrote() const { return _wrote; }

    /// The first transient fault or bug that a statement met: the closure cannot have succeeded,
    /// whatever it answers.
    kc_status fault() const { return _fault; }

    /// The worst that an error has done to the transaction.
    kc::mysql::Harm harm() const { return _harm; }

private:
    kc_status fail(kc_code code, std::string text);
    kc_status failed(const kc::mysql::Failure& failure);
    kc::mysql::Failure execute(kc::mysql::Statement& statement, const kc_value* params);
    kc_status push(kc::mysql::Statement& statement, kc_sink rows);
    kc_status perform(kc::mysql::Statement& statement, const kc_value* params, std::uint32_t n,
                      kc_sink rows);
    kc_status attempt(std::int32_t number, const kc_value* params, std::uint32_t n, kc_sink rows);

    kc::mysql::Connection& _connection;
    Reopen _reopen;
    bool _began = false;
    bool _wrote = false;
    std::int64_t _lastId = 0;
    std::int64_t _changed = 0;
    kc_status _fault = KC_OK;
    kc::mysql::Harm _harm = kc::mysql::Harm::None;
    std::string _error;
};
