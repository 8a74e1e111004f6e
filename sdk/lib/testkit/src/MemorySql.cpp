// SPDX-License-Identifier: Apache-2.0
#include <kc/test/memory_sql.hpp>

#include <sqlite3.h>

struct kc_sql_tx
{
    sqlite3* database;
    const std::vector<std::string>* statements;
    std::string error;
};

namespace kc::inline sdk1::test
{

MemorySql::MemorySql()
{
    KC_ASSERT(sqlite3_open(":memory:", &_database) == SQLITE_OK);
    exec("PRAGMA foreign_keys = ON");
}

MemorySql::~MemorySql()
{
    sqlite3_close(_database);
}

void MemorySql::offerTo(FakeKernel& kernel)
{
    kernel.offer(KC_SQL, &table(), this);
}

void MemorySql::setFailing(bool failing)
{
    _failing = failing;
}

void MemorySql::setRunningTwice(bool twice)
{
    _twice = twice;
}

std::size_t MemorySql::statementsRun() const
{
    return _run;
}

void MemorySql::exec(const char* sql)
{
    KC_ASSERT(sqlite3_exec(_database, sql, nullptr, nullptr, nullptr) == SQLITE_OK);
}

MemorySql& MemorySql::of(void* self)
{
    return *static_cast<MemorySql*>(self);
}

kc_status MemorySql::migrate(void* self, kc_ctx*, const char* module, const kc_sql_step* steps,
                             std::uint32_t n, std::uint32_t)
{
    for (std::uint32_t& done = of(self)._steps[module]; done < n; ++done)
        of(self).exec(steps[done].sqlite);
    return KC_OK;
}

kc_status MemorySql::prepare(void* self, kc_ctx*, const char* sql, std::int32_t* statement)
{
    sqlite3_stmt* compiled = nullptr;
    if (sqlite3_prepare_v2(of(self)._database, sql, -1, &compiled, nullptr) != SQLITE_OK)
        return KC_EBUG;
    sqlite3_finalize(compiled);
    of(self)._statements.emplace_back(sql);
    *statement = static_cast<std::int32_t>(of(self)._statements.size() - 1);
    return KC_OK;
}

kc_status MemorySql::transact(void* self, kc_ctx*, kc_sql_work work, void* arg)
{
    MemorySql& sql = of(self);
    const std::lock_guard lock{sql._mutex};
    if (sql._failing)
        return KC_EUNAVAIL;
    if (sql._twice)
    {
        sql.exec("BEGIN");
        (void)sql.once(work, arg);
        sql.exec("ROLLBACK");
    }
    sql.exec("BEGIN");
    const kc_status status = sql.once(work, arg);
    sql.exec(status < 0 ? "ROLLBACK" : "COMMIT");
    return status;
}

kc_status MemorySql::read(void* self, kc_ctx*, kc_sql_work work, void* arg)
{
    MemorySql& sql = of(self);
    const std::lock_guard lock{sql._mutex};
    if (sql._failing)
        return KC_EUNAVAIL;
    return sql.once(work, arg);
}

kc_status MemorySql::once(kc_sql_work work, void* arg)
{
    kc_sql_tx tx{_database, &_statements, {}};
    _current = this;
    return work(arg, &tx);
}

void MemorySql::bind(sqlite3_stmt* statement, int place, const kc_value& value)
{
    const auto length = static_cast<int>(value.u.s.n);
    const char* const text = value.u.s.n == 0 ? "" : value.u.s.p;
    switch (value.type)
    {
    case KC_NULL:
        sqlite3_bind_null(statement, place);
        break;
    case KC_INT:
        sqlite3_bind_int64(statement, place, value.u.i);
        break;
    case KC_REAL:
        sqlite3_bind_double(statement, place, value.u.d);
        break;
    case KC_TEXT:
        sqlite3_bind_text(statement, place, text, length, SQLITE_TRANSIENT);
        break;
    case KC_BLOB:
        sqlite3_bind_blob(statement, place, text, length, SQLITE_TRANSIENT);
        break;
    }
}

kc_value MemorySql::column(sqlite3_stmt* statement, int place)
{
    kc_value value{KC_NULL, {}};
    switch (sqlite3_column_type(statement, place))
    {
    case SQLITE_INTEGER:
        value.type = KC_INT;
        value.u.i = sqlite3_column_int64(statement, place);
        break;
    case SQLITE_FLOAT:
        value.type = KC_REAL;
        value.u.d = sqlite3_column_double(statement, place);
        break;
    case SQLITE_TEXT:
    case SQLITE_BLOB:
        value.type = sqlite3_column_type(statement, place) == SQLITE_TEXT ? KC_TEXT : KC_BLOB;
        value.u.s.p = static_cast<const char*>(sqlite3_column_blob(statement, place));
        value.u.s.n = static_cast<std::size_t>(sqlite3_column_bytes(statement, place));
        break;
    default:
        break;
    }
    return value;
}

kc_status MemorySql::run(kc_sql_tx* tx, std::int32_t index, const kc_value* params, std::uint32_t n,
                         kc_sink rows)
{
    ++_current->_run;
    const std::string& sql = tx->statements->at(static_cast<std::size_t>(index));
    sqlite3_stmt* statement = nullptr;
    KC_ASSERT(sqlite3_prepare_v2(tx->database, sql.c_str(), -1, &statement, nullptr) == SQLITE_OK);
    KC_ASSERT(sqlite3_bind_parameter_count(statement) == static_cast<int>(n));
    for (std::uint32_t i = 0; i < n; ++i)
        bind(statement, static_cast<int>(i + 1), params[i]);
    const kc_status status = step(statement, rows, *tx);
    sqlite3_finalize(statement);
    return status;
}

kc_status MemorySql::step(sqlite3_stmt* statement, kc_sink rows, kc_sql_tx& tx)
{
    int code = sqlite3_step(statement);
    for (; code == SQLITE_ROW; code = sqlite3_step(statement))
    {
        std::vector<kc_value> values;
        for (int i = 0; i < sqlite3_column_count(statement); ++i)
            values.push_back(column(statement, i));
        const kc_sql_row row{sizeof row, static_cast<std::uint32_t>(values.size()), values.data()};
        const kc_status status = rows.push(rows.arg, &row);
        if (status == KC_STOP)
            return KC_OK;
        if (status < 0)
            return status;
    }
    if (code == SQLITE_DONE)
        return KC_OK;
    tx.error = sqlite3_errmsg(tx.database);
    return code == SQLITE_CONSTRAINT ? KC_EEXISTS : KC_EUNAVAIL;
}

std::int64_t MemorySql::lastId(kc_sql_tx* tx)
{
    return sqlite3_last_insert_rowid(tx->database);
}

std::int64_t MemorySql::changed(kc_sql_tx* tx)
{
    return sqlite3_changes(tx->database);
}

kc_str MemorySql::error(kc_sql_tx* tx)
{
    return str(tx->error);
}

const kc_sql& MemorySql::table()
{
    static constexpr kc_sql kTable{sizeof(kc_sql), migrate, prepare, transact, read, run,
                                   lastId,         changed, error};
    return kTable;
}

} // namespace kc::inline sdk1::test
