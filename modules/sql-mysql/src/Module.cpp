// SPDX-License-Identifier: Apache-2.0
// kc.sql/1 on MariaDB and MySQL: the descriptor.
#include "Database.h"
#include "Transaction.h"

#include <kc/module.hpp>
#include <kc/sqlengine/SqlService.h>

namespace kc::mysql
{

class MysqlModule : public Module
{
public:
    explicit MysqlModule(const Init& init) : Module{init}
    {
        offer<sqlengine::SqlService<Database>>(_service);
    }

    void start(Context&) override
    {
        constexpr std::array kBatches{1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0};
        _service.database = std::make_unique<Database>(
            settings(), places(), log(),
            Metrics{*this}.histogram("batch_closures", "Closures that share a commit.", kBatches));
    }

    void stop() override { _service.database.reset(); }

private:
    Settings settings() const
    {
        Settings settings;
        settings.host = config().str("mysql_host");
        settings.port = static_cast<unsigned>(config().num("mysql_port"));
        settings.user = config().str("mysql_user");
        settings.password =
            std::make_unique<const Secret>(std::string{config().str("mysql_password")});
        settings.database = config().str("mysql_database");
        settings.socket = config().str("mysql_socket");
        settings.engine = config().str("mysql_engine");
        settings.groupConcat = config().num("mysql_group_concat_max_len");
        return settings;
    }

    Places places() const
    {
        const bool isBySocket =
            config().str("mysql_host") == "localhost" && !config().str("mysql_socket").empty();
        return {config().where(isBySocket ? "mysql_socket" : "mysql_host"),
                config().where("mysql_user"), config().where("mysql_database"),
                config().where("mysql_engine")};
    }

    sqlengine::SqlService<Database> _service;
};

} // namespace kc::mysql

KC_MODULE(kc::mysql::MysqlModule, kc::mysql::kOptions, .id = "sql-mysql", .version = "1.0.0",
          .summary = "Database: MariaDB or MySQL with a commit queue", .programs = "server fsck",
          .answers = "database_engine=mysql", .provides = KC_SQL)
