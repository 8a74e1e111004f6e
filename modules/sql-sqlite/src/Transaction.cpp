// SPDX-License-Identifier: Apache-2.0
// The hot path of the database: no copy between the caller's octets and SQLite's, in either
// direction.
#include "Transaction.h"

#include <utility>

using kc::sqlite::Access;
using kc::sqlite::Statement;

namespace
{

int bindOne(sqlite3_stmt* statement, int place, const kc_value& value)
{
    // A null pointer would bind NULL, but an empty text or blob is a value.
    const char* const octets = value.type >= KC_TEXT && value.u.s.n == 0 ? "" : value.u.s.p;
    switch (value.type)
    {
    case KC_NULL:
        return sqlite3_bind_null(statement, place);
    case KC_INT:
        return sqlite3_bind_int64(statement, place, value.u.i);
    case KC_REAL:
        return sqlite3_bind_double(statement, place, value.u.d);
    case KC_TEXT:
        return sqlite3_bind_text64(statement, place, octets, value.u.s.n, SQLITE_STATIC,
                                   SQLITE_UTF8);
    case KC_BLOB:
        return sqlite3_bind_blob64(statement, place, octets, value.u.s.n, SQLITE_STATIC);
    }
    return SQLITE_MISUSE;
}

kc_value columnValue(sqlite3_value* column)
{
    kc_value value{KC_NULL, {}};
    const auto octets = [&](const void* p)
    {
        value.u.s = {static_cast<const char*>(p),
                     static_cast<std::size_t>(sqlite3_value_bytes(column))};
    };
    switch (sqlite3_value_type(column))
    {
    case SQLITE_INTEGER:
        value.type = KC_INT;
        value.u.i = sqlite3_value_int64(column);
        break;
    case SQLITE_FLOAT:
        value.type = KC_REAL;
        value.u.d = sqlite3_value_double(column);
        break;
    case SQLITE_TEXT:
        value.type = KC_TEXT;
        octets(sqlite3_value_text(column));
        break;
    case SQLITE_BLOB:
        value.type = KC_BLOB;
        octets(sqlite3_value_blob(column));
        break;
    default:
        break;
    }
    return value;
}

/// Marks a statement busy while its rows are pushed, and leaves it ready for the next run.
class InUse
{
public:
    explicit InUse(Statement& statement) : _statement{statement} { _statement.busy = true; }

    InUse(const InUse&) = delete;
    InUse& operator=(const InUse&) = delete;

    ~InUse()
    {
        sqlite3_reset(_statement.native.get());
        _statement.busy = false;
    }

private:
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

kc_status kc_sql_tx::failed(int result)
{
    return fail(kc::sqlite::codeOf(result, _connection.access()),
                kc::sqlite::describe(_connection.handle(), result, "running a statement"));
}

int kc_sql_tx::bind(const Statement& statement, const kc_value* params)
{
    for (int place = 1; place <= statement.parameters; ++place)
    {
        const int result = bindOne(statement.native.get(), place, params[place - 1]);
        if (result != SQLITE_OK)
            return result;
    }
    return SQLITE_OK;
}

kc_status kc_sql_tx::step(Statement& statement, kc_sink rows)
{
    sqlite3_stmt* const native = statement.native.get();
    while (true)
    {
        const int result = sqlite3_step(native);
        if (result != SQLITE_DONE && result != SQLITE_ROW)
            return failed(result); // and left nothing of itself in the database
        _wrote = _wrote || statement.writes;
        if (result == SQLITE_DONE)
            return KC_OK;
        for (std::size_t i = 0; i < statement.row.size(); ++i)
            statement.row[i] = columnValue(sqlite3_column_value(native, static_cast<int>(i)));
        const kc_sql_row row{sizeof(kc_sql_row), static_cast<std::uint32_t>(statement.row.size()),
                             statement.row.data()};
        const kc_status wish = rows.push(rows.arg, &row);
        if (wish == KC_STOP)
            return KC_OK;
        if (wish < 0)
            return wish;
    }
}

kc_status kc_sql_tx::perform(Statement& statement, const kc_value* params, std::uint32_t n,
                             kc_sink rows)
{
    if (n != static_cast<std::uint32_t>(statement.parameters))
        return fail(KC_EBUG, "a statement got " + std::to_string(n) + " parameters and wants " +
                                 std::to_string(statement.parameters));
    const InUse use{statement};
    if (const int result = bind(statement, params); result != SQLITE_OK)
        return failed(result);
    return step(statement, rows);
}

kc_status kc_sql_tx::run(std::int32_t number, const kc_value* params, std::uint32_t n, kc_sink rows)
{
    try
    {
        Statement* const statement = _connection.statement(number);
        if (statement == nullptr)
            return fail(KC_EBUG, "there is no statement " + std::to_string(number));
        if (!statement->busy)
            return perform(*statement, params, n, rows);
        Statement copy = _connection.compile(sqlite3_sql(statement->native.get()));
        return perform(copy, params, n, rows);
    }
    catch (const kc::Fault& fault) // compiling failed; the fence would lose the words
    {
        return fail(fault.code(), fault.what());
    }
}
