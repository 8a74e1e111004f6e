// SPDX-License-Identifier: Apache-2.0
// Parameters are sent from where they lie. A column's buffer grows to the longest value that it
// has met, and is given back when it was a big one.
#include "Statement.h"

#include <algorithm>

namespace kc::mysql
{

namespace
{

constexpr std::size_t kFirstBuffer = 1024;
constexpr std::size_t kLongestKept = 256 * 1024;
constexpr unsigned kBinary = 63; // the server's number of the character set of octets

/// What kc.sql's callers get a column of the server as.
kc_value_type typeOf(const MYSQL_FIELD& field)
{
    switch (field.type)
    {
    case MYSQL_TYPE_TINY:
    case MYSQL_TYPE_SHORT:
    case MYSQL_TYPE_INT24:
    case MYSQL_TYPE_LONG:
    case MYSQL_TYPE_LONGLONG:
    case MYSQL_TYPE_YEAR:
        return KC_INT;
    case MYSQL_TYPE_DECIMAL:
    case MYSQL_TYPE_NEWDECIMAL: // sums of integers are of this type
        return field.decimals == 0 ? KC_INT : KC_REAL;
    case MYSQL_TYPE_FLOAT:
    case MYSQL_TYPE_DOUBLE:
        return KC_REAL;
    default:
        return field.charsetnr == kBinary ? KC_BLOB : KC_TEXT;
    }
}

bool isOctets(kc_value_type type)
{
    return type == KC_TEXT || type == KC_BLOB;
}

void* unconst(const void* pointer) // MYSQL_BIND serves both directions
{
    return const_cast<void*>(pointer);
}

} // namespace

Statement::Statement(const std::string& sql) : _sql{sql}
{
    const std::vector<std::string> statements = statementsOf(sql);
    if (statements.size() != 1)
        throw Fault{KC_EBUG, "not exactly one statement: \"" + sql + "\""};
    _text = translate(statements.front());
    _writes = !_text.text.starts_with("SELECT") && !_text.text.starts_with("WITH");
}

Failure Statement::compile(MYSQL* connection)
{
    _native.reset(mysql_stmt_init(connection));
    const std::string what = "compiling \"" + _sql + "\"";
    if (mysql_stmt_prepare(_native.get(), _text.text.data(), _text.text.size()) != 0)
        return failureOf(_native.get(), what);
    _in.resize(_text.places.size());
    _lengths.resize(_text.places.size());
    if (mysql_stmt_param_count(_native.get()) != _in.size())
        throw Fault{KC_EBUG, what + ": its parameters are not where they seem to be"};
    return {};
}

std::size_t Statement::requestOctets(const kc_value* params) const
{
    std::size_t sum = 0;
    for (const std::uint32_t place : _text.places)
        sum += isOctets(params[place].type) ? params[place].u.s.n : 0;
    return sum;
}

void Statement::bindParameters(const kc_value* params)
{
    for (std::size_t i = 0; i < _in.size(); ++i)
    {
        const kc_value& value = params[_text.places[i]];
        MYSQL_BIND& bind = _in[i];
        bind = {};
        switch (value.type)
        {
        case KC_INT:
            bind.buffer_type = MYSQL_TYPE_LONGLONG;
            bind.buffer = unconst(&value.u.i);
            break;
        case KC_REAL:
            bind.buffer_type = MYSQL_TYPE_DOUBLE;
            bind.buffer = unconst(&value.u.d);
            break;
        case KC_TEXT:
        case KC_BLOB:
            bind.buffer_type = value.type == KC_TEXT ? MYSQL_TYPE_STRING : MYSQL_TYPE_BLOB;
            _lengths[i] = value.u.s.n;
            bind.buffer = unconst(value.u.s.n == 0 ? "" : value.u.s.p);
            bind.buffer_length = _lengths[i];
            bind.length = &_lengths[i];
            break;
        default:
            bind.buffer_type = MYSQL_TYPE_NULL;
        }
    }
    if (!_in.empty())
        mysql_stmt_bind_param(_native.get(), _in.data());
}

Failure Statement::execute(const kc_value* params)
{
    bindParameters(params);
    if (mysql_stmt_execute(_native.get()) != 0)
        return failureOf(_native.get(), "running \"" + _sql + "\"");
    return hasRows() ? bindColumns() : Failure{};
}

/// What a column is may depend on the parameters, so it is looked at each time.
Failure Statement::bindColumns()
{
    const MYSQL_FIELD* const fields = mariadb_stmt_fetch_fields(_native.get());
    const std::size_t n = mysql_stmt_field_count(_native.get());
    _columns.resize(n);
    _row.resize(n);
    _out.assign(n, MYSQL_BIND{});
    for (std::size_t i = 0; i < n; ++i)
    {
        Column& column = _columns[i];
        column.type = typeOf(fields[i]);
        MYSQL_BIND& bind = _out[i];
        bind.is_null = &column.isNull;
        bind.error = &column.isCut;
        bind.length = &column.length;
        bind.is_unsigned = (fields[i].flags & UNSIGNED_FLAG) != 0;
        if (column.type == KC_INT)
        {
            bind.buffer_type = MYSQL_TYPE_LONGLONG;
            bind.buffer = &column.integer;
        }
        else if (column.type == KC_REAL)
        {
            bind.buffer_type = MYSQL_TYPE_DOUBLE;
            bind.buffer = &column.real;
        }
        else
        {
            if (column.octets.empty())
                column.octets.resize(kFirstBuffer);
            bind.buffer_type = MYSQL_TYPE_BLOB;
            bind.buffer = column.octets.data();
            bind.buffer_length = column.octets.size();
        }
    }
    if (mysql_stmt_bind_result(_native.get(), _out.data()) != 0)
        return failureOf(_native.get(), "running \"" + _sql + "\"");
    return {};
}

/// Values that were longer than their buffers: the buffers grow, for the following rows too.
Failure Statement::fetchCutColumns()
{
    bool grown = false;
    for (std::size_t i = 0; i < _columns.size(); ++i)
    {
        Column& column = _columns[i];
        if (!isOctets(column.type) || column.isNull != 0 || column.length <= column.octets.size())
            continue;
        column.octets.resize(column.length + column.length / 4);
        MYSQL_BIND& bind = _out[i];
        bind.buffer = column.octets.data();
        bind.buffer_length = column.octets.size();
        MYSQL_BIND once = bind;
        if (mysql_stmt_fetch_column(_native.get(), &once, static_cast<unsigned>(i), 0) != 0)
            return failureOf(_native.get(), "reading \"" + _sql + "\"");
        grown = true;
    }
    if (grown && mysql_stmt_bind_result(_native.get(), _out.data()) != 0)
        return failureOf(_native.get(), "reading \"" + _sql + "\"");
    return {};
}

void Statement::readRow()
{
    for (std::size_t i = 0; i < _columns.size(); ++i)
    {
        const Column& column = _columns[i];
        kc_value& value = _row[i];
        value.type = column.isNull != 0 ? KC_NULL : column.type;
        if (value.type == KC_INT)
            value.u.i = column.integer;
        else if (value.type == KC_REAL)
            value.u.d = column.real;
        else
            value.u.s = {column.octets.data(), column.isNull != 0 ? 0 : column.length};
    }
}

const std::vector<kc_value>* Statement::next(Failure& failure)
{
    const int result = mysql_stmt_fetch(_native.get());
    if (result == MYSQL_NO_DATA)
        return nullptr;
    if (result == MYSQL_DATA_TRUNCATED)
        failure = fetchCutColumns();
    else if (result != 0)
        failure = failureOf(_native.get(), "reading \"" + _sql + "\"");
    if (failure)
        return nullptr;
    readRow();
    return &_row;
}

Failure Statement::keepRows()
{
    if (mysql_stmt_store_result(_native.get()) != 0)
        return failureOf(_native.get(), "reading \"" + _sql + "\"");
    return {};
}

void Statement::end()
{
    mysql_stmt_free_result(_native.get());
    for (Column& column : _columns)
        if (column.octets.size() > kLongestKept)
            column.octets = {};
}

} // namespace kc::mysql
