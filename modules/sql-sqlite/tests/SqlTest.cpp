// SPDX-License-Identifier: Apache-2.0
// What sql-sqlite does beyond the contract of kc.sql.
#include "OpenDatabase.h"

#include <cppunit/extensions/HelperMacros.h>

#include <sqlite3.h>

using kc::SqlTx;
using kc::Status;
using kc::sqlite::test::FreshDirectory;
using kc::sqlite::test::OpenDatabase;

class SqlTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(SqlTest);
    CPPUNIT_TEST(cachesOfAllReadersAreBoundedTogether);
    CPPUNIT_TEST(returningRowsCountAsWritten);
    CPPUNIT_TEST_SUITE_END();

    FreshDirectory _directory;
    OpenDatabase _db{_directory.file("kc.db")};

    void cachesOfAllReadersAreBoundedTogether()
    {
        const std::string page(3000, 'x'); // and no second one in a page of the database
        (void)_db.transact(
            [&](SqlTx& tx)
            {
                for (int i = 0; i < 4000; ++i)
                    (void)tx.run(_db.insert, {SqlTx::text(std::to_string(i)), SqlTx::blob(page)});
            });
        readInEach(14, _db.prepare("SELECT body FROM t"));
        const sqlite3_int64 used = sqlite3_memory_used();
        CPPUNIT_ASSERT_MESSAGE(std::to_string(used), used > 40'000'000); // else nothing was shown
        CPPUNIT_ASSERT_MESSAGE(std::to_string(used), used < 72'000'000);
    }

    /// So many connections that have read everything.
    void readInEach(int connections, std::int32_t bodies)
    {
        (void)_db.read(
            [&](SqlTx& tx)
            {
                (void)tx.run(bodies, {}, [](const kc_sql_row&) { return true; });
                if (connections > 1)
                    readInEach(connections - 1, bodies);
            });
    }

    void returningRowsCountAsWritten()
    {
        const std::int32_t add = _db.prepare("INSERT INTO t(name) VALUES('r') RETURNING id");
        std::int64_t id = 0;
        const auto stopping = [&](kc_code answer)
        {
            return _db.transact(
                [&](SqlTx& tx)
                {
                    id = tx.one(add, {}).value_or(0);
                    CPPUNIT_ASSERT_EQUAL(id, tx.lastId());
                    return Status{answer};
                });
        };
        CPPUNIT_ASSERT_EQUAL(KC_EDENIED, stopping(KC_EDENIED).code());
        CPPUNIT_ASSERT(!_db.has("r"));
        CPPUNIT_ASSERT(stopping(KC_OK).ok());
        CPPUNIT_ASSERT(id > 0 && _db.has("r"));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(SqlTest);
