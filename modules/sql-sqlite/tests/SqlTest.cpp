// SPDX-License-Identifier: Apache-2.0
// kc.sql's contract through the boundary: transactions, statements, values.
#include "OpenDatabase.h"

#include <cppunit/extensions/HelperMacros.h>

#include <atomic>
#include <sqlite3.h>
#include <thread>

using kc::Fault;
using kc::SqlTx;
using kc::Status;
using kc::sqlite::test::FreshDirectory;
using kc::sqlite::test::OpenDatabase;

namespace
{

kc_code faultOf(const std::function<void()>& body)
{
    try
    {
        body();
    }
    catch (const Fault& fault)
    {
        return fault.code();
    }
    return KC_OK;
}

template <class Body>
void inThreads(int n, Body&& body)
{
    std::vector<std::jthread> threads;
    for (int i = 0; i < n; ++i)
        threads.emplace_back([&body, i] { body(i); });
}

} // namespace

class SqlTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(SqlTest);
    CPPUNIT_TEST(keepsWhatWasAnsweredAcrossReopening);
    CPPUNIT_TEST(rollsBackAFailedClosureAlone);
    CPPUNIT_TEST(rollsBackAClosureThatThrows);
    CPPUNIT_TEST(faultOfAStatementFailsTheClosureWhateverItAnswers);
    CPPUNIT_TEST(brokenUniqueKeyIsAnOutcome);
    CPPUNIT_TEST(countsExactlyUnderSixteenThreads);
    CPPUNIT_TEST(everyValueComesBackAsItWas);
    CPPUNIT_TEST(readSeesOneSnapshot);
    CPPUNIT_TEST(readInReadDoesNotLockUp);
    CPPUNIT_TEST(cachesOfAllReadersAreBoundedTogether);
    CPPUNIT_TEST(closureMayNotCallTransactOrRead);
    CPPUNIT_TEST(readMayNotWrite);
    CPPUNIT_TEST(statementMayRunInsideItsOwnRows);
    CPPUNIT_TEST(sinkThatStopsEndsTheStatement);
    CPPUNIT_TEST(sinkThatFailsFailsTheRun);
    CPPUNIT_TEST(returningRowsCountAsWritten);
    CPPUNIT_TEST(refusesWhatIsNotOneStatement);
    CPPUNIT_TEST(refusesWrongParametersAndNumbers);
    CPPUNIT_TEST_SUITE_END();

    FreshDirectory _directory;
    OpenDatabase _db{_directory.file("kc.db")};

    void keepsWhatWasAnsweredAcrossReopening()
    {
        CPPUNIT_ASSERT(_db.add("a").ok());
        _db.reopen();
        CPPUNIT_ASSERT(_db.has("a"));
    }

    void rollsBackAFailedClosureAlone()
    {
        inThreads(16,
                  [&](int thread)
                  {
                      for (int i = 0; i < 50; ++i)
                      {
                          const std::string name = std::to_string(thread) + "-" + std::to_string(i);
                          const bool fails = (thread + i) % 3 == 0;
                          const Status status = _db.transact(
                              [&](SqlTx& tx) -> Status
                              {
                                  (void)_db.put(tx, name);
                                  return fails ? KC_EQUOTA : KC_OK;
                              });
                          CPPUNIT_ASSERT_EQUAL(fails ? KC_EQUOTA : KC_OK, status.code());
                      }
                  });
        for (int thread = 0; thread < 16; ++thread)
            for (int i = 0; i < 50; ++i)
                CPPUNIT_ASSERT_EQUAL((thread + i) % 3 != 0,
                                     _db.has(std::to_string(thread) + "-" + std::to_string(i)));
    }

    void rollsBackAClosureThatThrows()
    {
        const kc_code code = faultOf(
            [&]
            {
                (void)_db.transact(
                    [&](SqlTx& tx)
                    {
                        (void)_db.put(tx, "a");
                        throw Fault{KC_EUNAVAIL, "no more"};
                    });
            });
        CPPUNIT_ASSERT_EQUAL(KC_EUNAVAIL, code);
        CPPUNIT_ASSERT(!_db.has("a"));
    }

    void faultOfAStatementFailsTheClosureWhateverItAnswers()
    {
        const std::int32_t bad =
            _db.prepare("INSERT INTO kc_schema(module, version) VALUES('x', ?1)");
        const kc_code code = faultOf(
            [&]
            {
                (void)_db.transact(
                    [&](SqlTx& tx)
                    {
                        (void)_db.put(tx, "a");
                        (void)faultOf([&] { (void)tx.run(bad, {SqlTx::null()}); });
                        return Status{KC_OK};
                    });
            });
        CPPUNIT_ASSERT_EQUAL(KC_EBUG, code);
        CPPUNIT_ASSERT(!_db.has("a"));
    }

    void brokenUniqueKeyIsAnOutcome()
    {
        CPPUNIT_ASSERT(_db.add("a").ok());
        CPPUNIT_ASSERT_EQUAL(KC_EEXISTS, _db.add("a").code());
        const Status coped = _db.transact(
            [&](SqlTx& tx)
            {
                CPPUNIT_ASSERT_EQUAL(KC_EEXISTS, _db.put(tx, "a").code());
                return _db.put(tx, "b");
            });
        CPPUNIT_ASSERT(coped.ok());
        CPPUNIT_ASSERT(_db.has("b"));
    }

    void countsExactlyUnderSixteenThreads()
    {
        CPPUNIT_ASSERT(_db.add("counter").ok());
        const std::int32_t zero = _db.prepare("UPDATE t SET body = 0 WHERE name = 'counter'");
        const std::int32_t up = _db.prepare("UPDATE t SET body = body + 1 WHERE name = 'counter'");
        const std::int32_t value = _db.prepare("SELECT body FROM t WHERE name = 'counter'");
        CPPUNIT_ASSERT(_db.transact([&](SqlTx& tx) { return tx.run(zero); }).ok());
        inThreads(16,
                  [&](int)
                  {
                      for (int i = 0; i < 100; ++i)
                      {
                          const Status status = _db.transact(
                              [&](SqlTx& tx)
                              {
                                  (void)tx.run(up);
                                  CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, tx.changed());
                                  // Every seventh changes its mind.
                                  return Status{i % 7 == 0 ? KC_EDENIED : KC_OK};
                              });
                          CPPUNIT_ASSERT_EQUAL(i % 7 != 0, status.ok());
                      }
                  });
        std::int64_t counted = 0;
        (void)_db.read([&](SqlTx& tx) { counted = tx.one(value, {}).value_or(-1); });
        CPPUNIT_ASSERT_EQUAL(std::int64_t{16 * (100 - 15)}, counted);
    }

    void everyValueComesBackAsItWas()
    {
        const std::int32_t echo = _db.prepare("SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7");
        const std::string big(3'000'000, '\xff');
        const kc_value real{KC_REAL, {.d = 0.1}};
        bool seen = false;
        (void)_db.read(
            [&](SqlTx& tx)
            {
                (void)tx.run(echo,
                             {SqlTx::number(INT64_MIN), real, SqlTx::text("\xc3\xa4"),
                              SqlTx::blob(big), SqlTx::null(), SqlTx::text(""), SqlTx::blob("")},
                             [&](const kc_sql_row& row)
                             {
                                 seen = row.n == 7 && row.values[0].u.i == INT64_MIN &&
                                        row.values[1].u.d == 0.1 &&
                                        kc::view(row.values[2].u.s) == "\xc3\xa4" &&
                                        kc::view(row.values[3].u.s) == big &&
                                        row.values[3].type == KC_BLOB &&
                                        row.values[4].type == KC_NULL &&
                                        row.values[5].type == KC_TEXT &&
                                        row.values[6].type == KC_BLOB && row.values[6].u.s.n == 0;
                             });
            });
        CPPUNIT_ASSERT(seen);
    }

    void readSeesOneSnapshot()
    {
        (void)_db.read(
            [&](SqlTx& tx)
            {
                CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, *tx.one(_db.count, {}));
                std::jthread{[&] { CPPUNIT_ASSERT(_db.add("later").ok()); }}.join();
                CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, *tx.one(_db.count, {}));
            });
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, _db.rows());
    }

    void readInReadDoesNotLockUp()
    {
        inThreads(24, [&](int) { nest(3); });
    }

    void nest(int depth)
    {
        (void)_db.read(
            [&](SqlTx& tx)
            {
                CPPUNIT_ASSERT(tx.one(_db.count, {}).has_value());
                if (depth > 0)
                    nest(depth - 1);
            });
    }

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

    void closureMayNotCallTransactOrRead()
    {
        const auto inClosure = [&](auto&& inner)
        { return faultOf([&] { (void)_db.transact([&](SqlTx&) { (void)inner(); }); }); };
        CPPUNIT_ASSERT_EQUAL(KC_EBUG, inClosure([&] { return _db.add("x"); }));
        CPPUNIT_ASSERT_EQUAL(KC_EBUG, inClosure([&] { return _db.read([](SqlTx&) {}); }));
    }

    void readMayNotWrite()
    {
        const kc_code code =
            faultOf([&] { (void)_db.read([&](SqlTx& tx) { (void)_db.put(tx, "a"); }); });
        CPPUNIT_ASSERT_EQUAL(KC_EBUG, code);
        CPPUNIT_ASSERT(!_db.has("a"));
    }

    void statementMayRunInsideItsOwnRows()
    {
        for (const char* name : {"a", "b", "c"})
            CPPUNIT_ASSERT(_db.add(name).ok());
        const std::int32_t all = _db.prepare("SELECT name FROM t ORDER BY name");
        std::string seen;
        (void)_db.read(
            [&](SqlTx& tx)
            {
                (void)tx.run(all, {},
                             [&](const kc_sql_row& outer)
                             {
                                 (void)tx.run(all, {},
                                              [&](const kc_sql_row& inner)
                                              { seen += kc::view(inner.values[0].u.s); });
                                 seen += kc::view(outer.values[0].u.s);
                             });
            });
        CPPUNIT_ASSERT_EQUAL(std::string{"abcaabcbabcc"}, seen);
    }

    void sinkThatStopsEndsTheStatement()
    {
        for (const char* name : {"a", "b", "c"})
            CPPUNIT_ASSERT(_db.add(name).ok());
        const std::int32_t all = _db.prepare("SELECT name FROM t");
        int rows = 0;
        const Status status =
            _db.read([&](SqlTx& tx)
                     { return tx.run(all, {}, [&](const kc_sql_row&) { return ++rows < 2; }); });
        CPPUNIT_ASSERT(status.ok());
        CPPUNIT_ASSERT_EQUAL(2, rows);
    }

    void sinkThatFailsFailsTheRun()
    {
        CPPUNIT_ASSERT(_db.add("a").ok());
        const kc_code code = faultOf(
            [&]
            {
                (void)_db.read(
                    [&](SqlTx& tx) {
                        (void)tx.run(_db.count, {},
                                     [](const kc_sql_row&) {
                                         throw Fault{KC_ECANCELLED, "enough"};
                                     });
                    });
            });
        CPPUNIT_ASSERT_EQUAL(KC_ECANCELLED, code);
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

    void refusesWhatIsNotOneStatement()
    {
        for (const char* bad : {"", "  ", "SELECT 1; SELECT 2", "SELEKT", "SELECT \"no column\""})
            CPPUNIT_ASSERT_MESSAGE(bad, faultOf([&] { (void)_db.prepare(bad); }) == KC_EBUG);
        CPPUNIT_ASSERT(_db.prepare("SELECT 1;") >= 0);
        CPPUNIT_ASSERT_EQUAL(_db.count, _db.prepare("SELECT count(*) FROM t"));
    }

    void refusesWrongParametersAndNumbers()
    {
        const auto running = [&](std::int32_t number, std::initializer_list<kc_value> params) {
            return faultOf([&]
                           { (void)_db.read([&](SqlTx& tx) { (void)tx.run(number, params); }); });
        };
        CPPUNIT_ASSERT_EQUAL(KC_EBUG, running(_db.byName, {}));
        CPPUNIT_ASSERT_EQUAL(KC_EBUG, running(_db.count, {SqlTx::number(1)}));
        CPPUNIT_ASSERT_EQUAL(KC_EBUG, running(-1, {}));
        CPPUNIT_ASSERT_EQUAL(KC_EBUG, running(9999, {}));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(SqlTest);
