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
    explicit kc_sql_tx(kc::sqlite::Connection& connection) : _connection{connection} {}

    /// Binds, steps and pushes; see kc_sql.run.
    kc_status run(std::int32_t number, const kc_value* params, std::uint32_t n, kc_sink rows);

    std::int64_t lastId() const { return sqlite3_last_insert_rowid(_connection.handle()); }

    std::int64_t changed() const { return sqlite3_changes64(_connection.handle()); }

    kc::sqlite::Connection& connection() { return _connection; }

    /// Whether a statement that changes the database has succeeded.
    bool wrote() const { return _wrote; }

    /// For what changes the database past run().
    void markWritten() { _wrote = true; }

    /// The first transient fault or bug that a statement met: the closure cannot have succeeded,
    /// whatever it answers.
    kc_status fault() const { return _fault; }

    const std::string& error() const { return _error; }

private:
    kc_status fail(kc_code code, std::string text);
    kc_status failed(int result);
    int bind(const kc::sqlite::Statement& statement, const kc_value* params);
    kc_status step(kc::sqlite::Statement& statement, kc_sink rows);
    kc_status perform(kc::sqlite::Statement& statement, const kc_value* params, std::uint32_t n,
                      kc_sink rows);

    kc::sqlite::Connection& _connection;
    bool _wrote = false;
    kc_status _fault = KC_OK;
    std::string _error;
};
