// SPDX-License-Identifier: Apache-2.0
// The database under the tests: SQLite in memory, or with KC_DATABASE=mysql in the environment a
// private MariaDB.
#pragma once

#include <kc/sql.hpp>
#include <kc/test/memory_sql.hpp>
#include <kc/test/private_mariadb.hpp>
#include <kc/test/test_database.hpp>

#include <memory>

namespace kc::userdb::test
{

class AnyDatabase
{
public:
    AnyDatabase()
    {
        if (isMariaDb())
            _mariadb.emplace(KC_SQL_MODULE, "");
        else
            _memory = std::make_unique<kc::test::MemorySql>();
    }

    AnyDatabase(const AnyDatabase&) = delete;
    AnyDatabase& operator=(const AnyDatabase&) = delete;

    ~AnyDatabase() { setFailing(false); }

    static bool isMariaDb() { return kc::test::TestDatabase::isMariaDb(); }

    /// Another time, with what was written before.
    void offerTo(kc::test::FakeKernel& kernel)
    {
        _kernel = &kernel;
        if (_memory)
            _memory->offerTo(kernel);
        else
            _mariadb->load(kernel);
    }

    void setFailing(bool isFailing)
    {
        if (_memory)
            _memory->setFailing(isFailing);
        else if (isFailing && kc::test::PrivateMariaDb::require().isRunning())
            kc::test::PrivateMariaDb::require().kill();
        else if (!isFailing && !kc::test::PrivateMariaDb::require().isRunning())
            kc::test::PrivateMariaDb::require().start();
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
    std::unique_ptr<kc::test::MemorySql> _memory;
    std::optional<kc::test::TestDatabase> _mariadb;
    kc::test::FakeKernel* _kernel = nullptr; // that was offered it last
};

} // namespace kc::userdb::test
