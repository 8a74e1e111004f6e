// SPDX-License-Identifier: Apache-2.0
// The database under the tests: SQLite in memory, or with KC_DATABASE=mysql in the environment a
// private MariaDB.
#pragma once

#include <kc/sql.hpp>
#include <kc/test/memory_sql.hpp>
#include <kc/test/test_database.hpp>

#include <memory>

namespace kc::userdb::test
{

class AnyDatabase
{
public:
    AnyDatabase()
    {
        if (!isMariaDb())
        {
            _memory = std::make_unique<kc::test::MemorySql>();
            return;
        }
        _engine = std::make_unique<kc::test::FakeKernel>();
        kc::test::TestDatabase{KC_SQL_MODULE, ""}.load(*_engine);
        const kc_service sql = _engine->service(KC_SQL);
        _real = static_cast<const kc_sql*>(sql.table);
        _self = sql.self;
    }

    AnyDatabase(const AnyDatabase&) = delete;
    AnyDatabase& operator=(const AnyDatabase&) = delete;

    static bool isMariaDb() { return kc::test::TestDatabase::isMariaDb(); }

    /// Another time, with what was written before.
    void offerTo(kc::test::FakeKernel& kernel)
    {
        _kernel = &kernel;
        if (_memory)
            _memory->offerTo(kernel);
        else
            kernel.offer(KC_SQL, &table(), this);
    }

    void setFailing(bool isFailing)
    {
        _isFailing = isFailing;
        if (_memory)
            _memory->setFailing(isFailing);
    }

    /// Each closure runs twice, where the database can be told to.
    void setRunningTwice(bool isTwice)
    {
        if (_memory)
            _memory->setRunningTwice(isTwice);
    }

    /// Statements with ";" between them, which stands nowhere else.
    void exec(std::string_view text)
    {
        while (!text.empty())
        {
            const std::size_t end = std::min(text.find(';'), text.size());
            const std::string each{text.substr(0, end)};
            Context context = _kernel->context();
            const Sql sql{_kernel->service(KC_SQL)};
            const std::int32_t statement = sql.prepare(context, each.c_str());
            KC_ASSERT(sql.transact(context, [&](SqlTx& tx) { return tx.run(statement); }).ok());
            text.remove_prefix(std::min(end + 1, text.size()));
        }
    }

    /// The first column of the first row.
    std::string text(const char* query)
    {
        Context context = _kernel->context();
        const Sql sql{_kernel->service(KC_SQL)};
        const std::int32_t statement = sql.prepare(context, query);
        std::string found;
        const auto read = [&](SqlTx& tx) {
            (void)tx.run(statement, {},
                         [&](const kc_sql_row& row) { found = view(row.values[0].u.s); });
        };
        KC_ASSERT(sql.read(context, read).ok());
        return found;
    }

private:
    static AnyDatabase& of(void* self) { return *static_cast<AnyDatabase*>(self); }

    /// MariaDB's, until it is to fail.
    static const kc_sql& table()
    {
        static constexpr kc_sql kTable{
            sizeof(kc_sql),
            [](void* self, kc_ctx* ctx, const char* module, const kc_sql_step* steps,
               std::uint32_t n, std::uint32_t stride)
            { return _real->migrate(of(self)._self, ctx, module, steps, n, stride); },
            [](void* self, kc_ctx* ctx, const char* sql, std::int32_t* statement)
            { return _real->prepare(of(self)._self, ctx, sql, statement); },
            [](void* self, kc_ctx* ctx, kc_sql_work work, void* arg) -> kc_status
            {
                return of(self)._isFailing ? kc_status{KC_EUNAVAIL}
                                           : _real->transact(of(self)._self, ctx, work, arg);
            },
            [](void* self, kc_ctx* ctx, kc_sql_work work, void* arg) -> kc_status
            {
                return of(self)._isFailing ? kc_status{KC_EUNAVAIL}
                                           : _real->read(of(self)._self, ctx, work, arg);
            },
            [](kc_sql_tx* tx, std::int32_t statement, const kc_value* params, std::uint32_t n,
               kc_sink rows) { return _real->run(tx, statement, params, n, rows); },
            [](kc_sql_tx* tx) { return _real->last_id(tx); },
            [](kc_sql_tx* tx) { return _real->changed(tx); },
            [](kc_sql_tx* tx) { return _real->error(tx); }};
        return kTable;
    }

    inline static const kc_sql* _real = nullptr; // statements run without an object
    std::unique_ptr<kc::test::MemorySql> _memory;
    std::unique_ptr<kc::test::FakeKernel> _engine;
    void* _self = nullptr;
    bool _isFailing = false;
    kc::test::FakeKernel* _kernel = nullptr; // that was offered it last
};

} // namespace kc::userdb::test
