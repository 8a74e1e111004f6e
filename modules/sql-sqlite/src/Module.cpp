// SPDX-License-Identifier: Apache-2.0
// kc.sql/1 on SQLite: the descriptor.
#include "Database.h"
#include "Transaction.h"

#include <kc/module.hpp>
#include <kc/sqlengine/SqlService.h>

namespace kc::sqlite
{

class SqliteModule : public Module
{
public:
    explicit SqliteModule(const Init& init) : Module{init}
    {
        offer<sqlengine::SqlService<Database>>(_service);
    }

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
    sqlengine::SqlService<Database> _service;
};

} // namespace kc::sqlite

KC_MODULE(kc::sqlite::SqliteModule, kc::sqlite::kOptions, .id = "sql-sqlite", .version = "1.0.0",
          .summary = "Embedded database: SQLite with a commit queue", .programs = "server fsck",
          .answers = "database_engine=sqlite", .provides = KC_SQL)
