// SPDX-License-Identifier: Apache-2.0
// A statement that the server has compiled for one connection, its parameters and its rows. Rows
// are read from the network as the sink takes them.
#pragma once

#include "Failure.h"
#include "SqlText.h"

#include <kc/abi/base.h>

#include <deque>
#include <memory>
#include <vector>

namespace kc::mysql
{

class Statement
{
public:
    /// Throws a Fault for what is not exactly one statement.
    explicit Statement(const std::string& sql);

    /// Compiles it; before all that follows.
    Failure compile(MYSQL* connection);

    const std::string& sql() const { return _sql; }

    /// Whether it may change something.
    bool writes() const { return _writes; }

    std::uint32_t parameters() const { return _text.parameters; }

    /// Octets that these parameters take in a request.
    std::size_t requestOctets(const kc_value* params) const;

    /// Runs it. Rows, if it has any, wait to be read by next() or dropped by end().
    Failure execute(const kc_value* params);

    bool hasRows() const { return mysql_stmt_field_count(_native.get()) > 0; }

    std::int64_t insertedId() const
    {
        return static_cast<std::int64_t>(mysql_stmt_insert_id(_native.get()));
    }

    std::int64_t changedRows() const
    {
        return static_cast<std::int64_t>(mysql_stmt_affected_rows(_native.get()));
    }

    /// The next row, borrowed until the next call; nothing after the last one or a failure.
    const std::vector<kc_value>* next(Failure& failure);

    /// Reads the rows that are left into memory, because the connection is needed meanwhile.
    Failure keepRows();

    /// Drops what was not read.
    void end();

    bool isBusy = false; // its rows are being pushed: a nested run of the same needs another copy

private:
    struct Close
    {
        void operator()(MYSQL_STMT* native) const { mysql_stmt_close(native); }
    };
    struct Column
    {
        kc_value_type type = KC_NULL;
        std::int64_t integer = 0;
        double real = 0;
        std::vector<char> octets;
        unsigned long length = 0;
        my_bool isNull = 0, isCut = 0;
    };

    void bindParameters(const kc_value* params);
    Failure bindColumns();
    Failure fetchCutColumns();
    void readRow();

    std::string _sql;
    SqlText _text;
    bool _writes;
    std::unique_ptr<MYSQL_STMT, Close> _native;
    std::vector<MYSQL_BIND> _in, _out;
    std::vector<unsigned long> _lengths;
    std::deque<Column> _columns; // stay where they are: _out points to them
    std::vector<kc_value> _row;
};

} // namespace kc::mysql
