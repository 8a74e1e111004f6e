// SPDX-License-Identifier: Apache-2.0
// kc.sql/1 on SQLite: the descriptor and the C table.
#include "Database.h"
#include "Transaction.h"

#include <kc/module.hpp>

#include <algorithm>
#include <cstring>

namespace kc::sqlite
{

/// The object behind the C table. Statements are a hot path, so the table is written by hand.
class SqlService : public Service
{
public:
    static constexpr sv kInterface = KC_SQL;

    static const kc_sql& table();

    std::unique_ptr<Database> database; // from start() to stop()

    template <class Body>
    static kc_status call(void* self, kc_ctx* ctx, Body&& body)
    {
        SqlService& service = *static_cast<SqlService*>(self);
        return fence(service.serviceHost, ctx,
                     [&]() -> kc_status
                     {
                         if (service.database == nullptr)
                             throw Fault{KC_EUNAVAIL, "the database is closed"};
                         return body(*service.database, Context{service.serviceHost, ctx});
                     });
    }

    /// An older or newer caller's steps: each is as long as its own header says.
    static std::vector<kc_sql_step> copySteps(const kc_sql_step* steps, std::uint32_t n,
                                              std::uint32_t stride)
    {
        std::vector<kc_sql_step> copy(n, kc_sql_step{nullptr, nullptr});
        const char* from = reinterpret_cast<const char*>(steps);
        for (kc_sql_step& step : copy)
        {
            std::memcpy(&step, from, std::min<std::size_t>(stride, sizeof step));
            from += stride;
        }
        return copy;
    }
};

const kc_sql& SqlService::table()
{
    static constexpr kc_sql kTable{
        sizeof(kc_sql),
        [](void* self, kc_ctx* ctx, const char* module, const kc_sql_step* steps, std::uint32_t n,
           std::uint32_t stride)
        {
            return call(self, ctx,
                        [&](Database& open, const Context& context)
                        {
                            open.migrate(context, module, copySteps(steps, n, stride));
                            return KC_OK;
                        });
        },
        [](void* self, kc_ctx* ctx, const char* sql, std::int32_t* statement)
        {
            return call(self, ctx,
                        [&](Database& open, const Context& context)
                        {
                            *statement = open.prepare(context, sql);
                            return KC_OK;
                        });
        },
        [](void* self, kc_ctx* ctx, kc_sql_work work, void* arg)
        {
            return call(self, ctx,
                        [&](Database& open, const Context& context)
                        { return open.transact(context, work, arg); });
        },
        [](void* self, kc_ctx* ctx, kc_sql_work work, void* arg)
        {
            return call(self, ctx,
                        [&](Database& open, const Context& context)
                        { return open.read(context, work, arg); });
        },
        [](kc_sql_tx* tx, std::int32_t statement, const kc_value* params, std::uint32_t n,
           kc_sink rows)
        { return fence(nullptr, nullptr, [&] { return tx->run(statement, params, n, rows); }); },
        [](kc_sql_tx* tx) -> std::int64_t
        { return sqlite3_last_insert_rowid(tx->connection().handle()); },
        [](kc_sql_tx* tx) -> std::int64_t { return sqlite3_changes64(tx->connection().handle()); },
        [](kc_sql_tx* tx) { return str(tx->error()); }};
    return kTable;
}

class SqliteModule : public Module
{
public:
    explicit SqliteModule(const Init& init) : Module{init} { offer<SqlService>(_service); }

    void start(Context&) override
    {
        constexpr std::array kBatches{1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0};
        const Settings settings{std::string{config().str("sqlite_path")},
                                config().num("sqlite_wal_autocheckpoint")};
        _service.database = std::make_unique<Database>(
            settings, config().where("sqlite_path"), log(),
            Metrics{*this}.histogram("batch_closures", "Closures that share a commit.", kBatches));
    }

    void stop() override { _service.database.reset(); }

private:
    SqlService _service;
};

} // namespace kc::sqlite

KC_MODULE(kc::sqlite::SqliteModule, kc::sqlite::kOptions, .id = "sql-sqlite", .version = "1.0.0",
          .summary = "Embedded database: SQLite with a commit queue", .programs = "server fsck",
          .answers = "database_engine=sqlite", .provides = KC_SQL)
