// SPDX-License-Identifier: Apache-2.0
#include "Transaction.h"

#include <algorithm>
#include <utility>

using kc::mysql::Failure;
using kc::mysql::Harm;
using kc::mysql::Statement;

namespace
{

/// A statement whose rows are pushed, and the connection that they come over.
class Reading
{
public:
    Reading(kc::mysql::Connection& connection, Statement& statement)
        : _connection{connection}, _statement{statement}
    {
        _statement.isBusy = true;
        _connection.beginRows(_statement);
    }

    Reading(const Reading&) = delete;
    Reading& operator=(const Reading&) = delete;

    ~Reading()
    {
        _connection.endRows(_statement);
        _statement.end();
        _statement.isBusy = false;
    }

private:
    kc::mysql::Connection& _connection;
    Statement& _statement;
};

} // namespace

kc_status kc_sql_tx::fail(kc_code code, std::string text)
{
    _error = std::move(text);
    if (code <= -100 && _fault == KC_OK)
        _fault = code;
    return code;
}

kc_status kc_sql_tx::failed(const Failure& failure)
{
    _harm = std::max(_harm, failure.harm);
    if (failure.harm == Harm::Connection)
        _connection.markLost();
    return fail(failure.code, failure.text);
}

Failure kc_sql_tx::execute(Statement& statement, const kc_value* params)
{
    Failure failure = statement.execute(params);
    if (failure)
        return failure;
    _began = true;
    if (!statement.writes())
        return {};
    _wrote = true;
    _changed = statement.changedRows();
    if (const std::int64_t id = statement.insertedId(); id != 0)
        _lastId = id;
    return {};
}

kc_status kc_sql_tx::push(Statement& statement, kc_sink rows)
{
    const Reading reading{_connection, statement};
    Failure failure;
    while (const std::vector<kc_value>* const values = statement.next(failure))
    {
        const kc_sql_row row{sizeof(kc_sql_row), static_cast<std::uint32_t>(values->size()),
                             values->data()};
        const kc_status wish = rows.push(rows.arg, &row);
        if (wish == KC_STOP)
            return KC_OK;
        if (wish < 0)
            return wish;
    }
    return failure ? failed(failure) : KC_OK;
}

kc_status kc_sql_tx::perform(Statement& statement, const kc_value* params, std::uint32_t n,
                             kc_sink rows)
{
    if (n != statement.parameters())
        return fail(KC_EBUG, "a statement got " + std::to_string(n) + " parameters and wants " +
                                 std::to_string(statement.parameters()));
    if (statement.requestOctets(params) > _connection.server().packetLimit())
        return fail(KC_EUNAVAIL, "a value of " + std::to_string(statement.requestOctets(params)) +
                                     " octets is more than the database takes; raise its "
                                     "max_allowed_packet");
    if (const Failure failure = execute(statement, params))
        return failed(failure);
    return statement.hasRows() ? push(statement, rows) : KC_OK;
}

kc_status kc_sql_tx::attempt(std::int32_t number, const kc_value* params, std::uint32_t n,
                             kc_sink rows)
{
    Failure failure = _connection.settle(); // compiling needs the connection too
    if (failure)
        return failed(failure);
    Statement* const statement = _connection.statement(number, failure);
    if (failure)
        return failed(failure);
    if (!statement->isBusy)
        return perform(*statement, params, n, rows);
    Statement copy{statement->sql()};
    failure = copy.compile(_connection.native());
    return failure ? failed(failure) : perform(copy, params, n, rows);
}

kc_status kc_sql_tx::run(std::int32_t number, const kc_value* params, std::uint32_t n, kc_sink rows)
{
    try
    {
        const kc_status status = attempt(number, params, n, rows);
        if (_reopen == Reopen::No || _began || _harm != Harm::Connection)
            return status;
        // The server was restarted, or had closed what was idle for long.
        _reopen = Reopen::No;
        _connection.reopen();
        _harm = Harm::None;
        _fault = KC_OK;
        return attempt(number, params, n, rows);
    }
    catch (const kc::Fault& fault) // the fence would lose the words
    {
        return fail(fault.code(), fault.what());
    }
}
