// SPDX-License-Identifier: Apache-2.0
// Faults of the database server and of the way to it: what was answered is there, what failed left
// nothing, and work goes on by itself.
#include "Server.h"

#include <kc/sql.hpp>
#include <kc/test/private_mariadb.hpp>

#include <cppunit/extensions/HelperMacros.h>

#include <thread>

using kc::Fault;
using kc::SqlTx;
using kc::Status;
using kc::test::PrivateMariaDb;

extern "C" const kc_module* kc_module_entry();

namespace
{

constexpr kc_sql_step kSteps[] = {
    {nullptr, "CREATE TABLE t(name VARBINARY(64) PRIMARY KEY, number BIGINT NOT NULL DEFAULT 0,"
              " body LONGBLOB)"}};

/// Another client of the same database.
class Other
{
public:
    explicit Other(const kc::test::Options& options) : _native{mysql_init(nullptr)}
    {
        CPPUNIT_ASSERT(mysql_real_connect(_native.get(), "localhost", "root", "",
                                          options.at("mysql_database").c_str(), 0,
                                          options.at("mysql_socket").c_str(), 0) != nullptr);
    }

    std::vector<std::vector<std::string>> query(const std::string& sql)
    {
        return kc::mysql::query(_native.get(), sql);
    }

    /// Ends the connection that has a transaction with changes.
    void killWriter()
    {
        killOne("SELECT trx_mysql_thread_id FROM information_schema.innodb_trx"
                " WHERE trx_rows_modified > 0");
    }

    /// Ends the connection whose rows are on their way.
    void killReader()
    {
        killOne("SELECT id FROM information_schema.processlist WHERE command = 'Execute'"
                " AND db = DATABASE() AND id <> CONNECTION_ID()");
    }

    /// The first row of a query on the server's state, once it has one: some of these tables are
    /// made anew only when they were not read for 100 ms.
    std::string await(const std::string& sql)
    {
        while (true)
        {
            const auto found = query(sql);
            if (!found.empty())
                return found.at(0).at(0);
            std::this_thread::sleep_for(std::chrono::milliseconds{150});
        }
    }

private:
    void killOne(const std::string& sql)
    {
        while (mysql_query(_native.get(), ("KILL CONNECTION " + await(sql)).c_str()) != 0)
            std::this_thread::sleep_for(std::chrono::milliseconds{150}); // that one was gone
    }

    kc::mysql::Native _native;
};

} // namespace

class FaultTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(FaultTest);
    CPPUNIT_TEST(aRestartThatNobodyWasInTheMiddleOfGoesUnnoticed);
    CPPUNIT_TEST(isTemporarilyAwayAndNeverAbsentUntilItIsBack);
    CPPUNIT_TEST(aDeadlockRunsTheTransactionAgain);
    CPPUNIT_TEST(aConnectionLostInAClosureRunsItAgain);
    CPPUNIT_TEST(anUnansweredCommitIsNotRunAgain);
    CPPUNIT_TEST(aReadThatLosesItsConnectionInItsRowsFails);
    CPPUNIT_TEST(aLongValueIsRefusedInWordsThatHelp);
    CPPUNIT_TEST(anInterruptedStepGoesOnWhereItWas);
    CPPUNIT_TEST_SUITE_END();

    kc::test::Options _options;
    std::optional<kc::test::FakeKernel> _kernel;
    std::optional<kc::Sql> _sql;
    std::int32_t _insert = -1, _byName = -1, _up = -1;
    std::string _said; // the last fault's text

public:
    void setUp() override
    {
        _options = PrivateMariaDb::require().freshOptions();
        open();
    }

    void tearDown() override
    {
        _sql.reset();
        _kernel.reset();
    }

private:
    void open()
    {
        _sql.reset();
        _kernel.emplace();
        _kernel->load(kc_module_entry(), _options);
        _sql.emplace(_kernel->service(KC_SQL));
        kc::Context context = _kernel->context();
        _sql->migrate(context, "test", kSteps);
        _insert = _sql->prepare(context, "INSERT INTO t(name, body) VALUES(?1, ?2)");
        _byName = _sql->prepare(context, "SELECT name, number, body FROM t WHERE name = ?1");
        _up = _sql->prepare(context, "UPDATE t SET number = number + 1 WHERE name = ?1");
    }

    template <class Call>
    kc_code codeOf(Call&& call)
    {
        try
        {
            kc::test::FakeCall made{_kernel->host()};
            kc::Context context = made.context();
            return call(context).code();
        }
        catch (const Fault& fault)
        {
            _said = fault.what();
            return fault.code();
        }
    }

    template <class Body>
    kc_code transact(Body&& body)
    {
        return codeOf([&](kc::Context& context) { return _sql->transact(context, body); });
    }

    Status put(SqlTx& tx, const std::string& name, kc::sv body = "body")
    {
        return tx.run(_insert, {SqlTx::text(name), SqlTx::blob(body)});
    }

    kc_code add(const std::string& name)
    {
        return transact([&](SqlTx& tx) { return put(tx, name); });
    }

    kc_code look(const std::string& name)
    {
        return codeOf(
            [&](kc::Context& context)
            {
                bool found = false;
                const Status status =
                    _sql->read(context,
                               [&](SqlTx& tx) {
                                   return tx.run(_byName, {SqlTx::text(name)},
                                                 [&](const kc_sql_row&) { found = true; });
                               });
                return found || !status.ok() ? status : Status{KC_ENOTFOUND};
            });
    }

    void aRestartThatNobodyWasInTheMiddleOfGoesUnnoticed()
    {
        CPPUNIT_ASSERT_EQUAL(KC_OK, add("before"));
        CPPUNIT_ASSERT_EQUAL(KC_OK, look("before"));
        PrivateMariaDb& server = PrivateMariaDb::require();
        server.kill();
        server.start();
        CPPUNIT_ASSERT_EQUAL(KC_OK, add("after"));
        CPPUNIT_ASSERT_EQUAL(KC_OK, look("before"));
        CPPUNIT_ASSERT_EQUAL(KC_OK, look("after"));
    }

    void isTemporarilyAwayAndNeverAbsentUntilItIsBack()
    {
        CPPUNIT_ASSERT_EQUAL(KC_OK, add("before"));
        PrivateMariaDb& server = PrivateMariaDb::require();
        server.kill();
        for (int i = 0; i < 3; ++i)
        {
            CPPUNIT_ASSERT_EQUAL(KC_EUNAVAIL, add("during"));
            CPPUNIT_ASSERT_EQUAL(KC_EUNAVAIL, look("before"));
            CPPUNIT_ASSERT_EQUAL(KC_EUNAVAIL, look("nobody"));
        }
        server.start();
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{2};
        while (add("after") != KC_OK)
            CPPUNIT_ASSERT(std::chrono::steady_clock::now() < end);
        CPPUNIT_ASSERT_EQUAL(KC_OK, look("before"));
        CPPUNIT_ASSERT_EQUAL(KC_ENOTFOUND, look("during"));
    }

    void aDeadlockRunsTheTransactionAgain()
    {
        for (const char* name : {"a", "b"})
            CPPUNIT_ASSERT_EQUAL(KC_OK, add(name));
        Other other{_options};
        Other observer{_options};
        // It has written more, so the server gives up ours.
        (void)other.query("BEGIN");
        (void)other.query("INSERT INTO t(name) VALUES('1'), ('2'), ('3'), ('4'), ('5'), ('6')");
        (void)other.query("UPDATE t SET number = 100 WHERE name = 'b'");
        std::jthread rival;
        int runs = 0;
        const kc_code code = transact(
            [&](SqlTx& tx)
            {
                (void)tx.run(_up, {SqlTx::text("a")});
                if (++runs == 1)
                {
                    rival = std::jthread{[&]
                                         {
                                             (void)other.query("UPDATE t SET number = 100"
                                                               " WHERE name = 'a'");
                                             (void)other.query("COMMIT");
                                         }};
                    (void)observer.await("SELECT 1 FROM information_schema.innodb_trx"
                                         " WHERE trx_state = 'LOCK WAIT'");
                }
                return tx.run(_up, {SqlTx::text("b")});
            });
        rival.join();
        CPPUNIT_ASSERT_EQUAL_MESSAGE(_said, KC_OK, code);
        CPPUNIT_ASSERT_EQUAL(2, runs);
        const auto rows = observer.query("SELECT number FROM t WHERE name IN ('a', 'b')");
        CPPUNIT_ASSERT_EQUAL(std::string{"101"}, rows.at(0).at(0));
        CPPUNIT_ASSERT_EQUAL(std::string{"101"}, rows.at(1).at(0));
    }

    void aConnectionLostInAClosureRunsItAgain()
    {
        CPPUNIT_ASSERT_EQUAL(KC_OK, add("a"));
        Other other{_options};
        int runs = 0;
        const kc_code code = transact(
            [&](SqlTx& tx)
            {
                (void)tx.run(_up, {SqlTx::text("a")});
                if (++runs == 1)
                    other.killWriter();
                return tx.run(_up, {SqlTx::text("a")});
            });
        CPPUNIT_ASSERT_EQUAL_MESSAGE(_said, KC_OK, code);
        CPPUNIT_ASSERT_EQUAL(2, runs);
        CPPUNIT_ASSERT_EQUAL(std::string{"2"}, other.query("SELECT number FROM t").at(0).at(0));
    }

    void anUnansweredCommitIsNotRunAgain()
    {
        Other other{_options};
        int runs = 0;
        const kc_code code = transact(
            [&](SqlTx& tx)
            {
                ++runs;
                (void)put(tx, "a");
                other.killWriter();
            });
        CPPUNIT_ASSERT_EQUAL(KC_EUNAVAIL, code);
        CPPUNIT_ASSERT_EQUAL(1, runs);
        CPPUNIT_ASSERT_EQUAL(KC_OK, add("b"));
    }

    void aReadThatLosesItsConnectionInItsRowsFails()
    {
        const std::string body(20'000'000, 'x'); // more than any buffer on the way holds
        for (const char* name : {"a", "b"})
            CPPUNIT_ASSERT_EQUAL(KC_OK, transact([&](SqlTx& tx) { return put(tx, name, body); }));
        Other other{_options};
        int seen = 0;
        const kc_code code = codeOf(
            [&](kc::Context& context)
            {
                const std::int32_t all = _sql->prepare(context, "SELECT body FROM t ORDER BY name");
                return _sql->read(context,
                                  [&](SqlTx& tx)
                                  {
                                      return tx.run(all, {},
                                                    [&](const kc_sql_row&)
                                                    {
                                                        if (++seen == 1)
                                                            other.killReader();
                                                    });
                                  });
            });
        CPPUNIT_ASSERT_EQUAL(KC_EUNAVAIL, code);
        CPPUNIT_ASSERT_EQUAL(1, seen);
        CPPUNIT_ASSERT_EQUAL(KC_OK, look("a"));
    }

    void aLongValueIsRefusedInWordsThatHelp()
    {
        Other other{_options};
        (void)other.query("SET GLOBAL max_allowed_packet = 1048576");
        open();
        (void)other.query("SET GLOBAL max_allowed_packet = 67108864");
        const std::string body(2'000'000, 'x');
        CPPUNIT_ASSERT_EQUAL(KC_EUNAVAIL,
                             transact([&](SqlTx& tx) { return put(tx, "long", body); }));
        CPPUNIT_ASSERT(_said.find("max_allowed_packet") != std::string::npos);
        CPPUNIT_ASSERT_EQUAL(KC_OK, add("short"));
    }

    void anInterruptedStepGoesOnWhereItWas()
    {
        Other other{_options};
        // Killed after the second statement had ended and before that was noted.
        (void)other.query("CREATE TABLE m(a BIGINT PRIMARY KEY)");
        (void)other.query("CREATE TABLE n(a BIGINT PRIMARY KEY)");
        (void)other.query("INSERT INTO m VALUES(1)");
        (void)other.query("INSERT INTO kc_schema(module, version, doing) VALUES('m', 0, 3)");
        constexpr kc_sql_step kInterrupted[] = {
            {nullptr, "CREATE TABLE m(a BIGINT PRIMARY KEY); INSERT INTO m VALUES(1);"
                      "CREATE TABLE n(a BIGINT PRIMARY KEY); INSERT INTO n SELECT a + 1 FROM m"}};
        kc::Context context = _kernel->context();
        _sql->migrate(context, "m", kInterrupted);
        CPPUNIT_ASSERT_EQUAL(std::string{"2"}, other.query("SELECT SUM(a) FROM n").at(0).at(0));
        CPPUNIT_ASSERT_EQUAL(
            std::string{"1"},
            other.query("SELECT version FROM kc_schema WHERE module = 'm'").at(0).at(0));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(FaultTest);
