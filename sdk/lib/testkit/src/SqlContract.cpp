// SPDX-License-Identifier: Apache-2.0
#include <kc/test/contract_sql.hpp>

#include <thread>

namespace kc::inline sdk1::test
{

namespace
{

constexpr kc_sql_step kSteps[] = {
    {"CREATE TABLE contract_t(id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE, body BLOB,"
     " number INTEGER NOT NULL DEFAULT 0)",
     "CREATE TABLE contract_t(id BIGINT PRIMARY KEY AUTO_INCREMENT, name VARBINARY(255) UNIQUE,"
     " body LONGBLOB, number BIGINT NOT NULL DEFAULT 0)"}};

} // namespace

void SqlContract::setUp()
{
    reopen();
}

void SqlContract::reopen()
{
    _sql.reset();
    restart();
    _sql.emplace(kernel().service(KC_SQL));
    FakeCall call{kernel().host()};
    Context context = call.context();
    _sql->migrate(context, "contract", kSteps);
    _insert = prepare("INSERT INTO contract_t(name, body) VALUES(?1, ?2)");
    _count = prepare("SELECT count(*) FROM contract_t");
    _byName = prepare("SELECT id FROM contract_t WHERE name = ?1");
    _names = prepare("SELECT name FROM contract_t ORDER BY name");
}

std::int32_t SqlContract::prepare(const char* text)
{
    FakeCall call{kernel().host()};
    Context context = call.context();
    return _sql->prepare(context, text);
}

kc_code SqlContract::transact(const Body& body)
{
    return answer([&](Context& context) { return _sql->transact(context, body); });
}

kc_code SqlContract::read(const Body& body)
{
    return answer([&](Context& context) { return _sql->read(context, body); });
}

Status SqlContract::put(SqlTx& tx, const std::string& name) const
{
    return tx.run(_insert, {SqlTx::text(name), SqlTx::blob("body")});
}

kc_code SqlContract::add(const std::string& name)
{
    return transact([&](SqlTx& tx) { return put(tx, name); });
}

bool SqlContract::has(const std::string& name)
{
    bool found = false;
    (void)read(
        [&](SqlTx& tx) -> Status
        {
            found = tx.one(_byName, {SqlTx::text(name)}).has_value();
            return KC_OK;
        });
    return found;
}

std::int64_t SqlContract::rows()
{
    std::int64_t n = -1;
    (void)read(
        [&](SqlTx& tx) -> Status
        {
            n = tx.one(_count, {}).value_or(-1);
            return KC_OK;
        });
    return n;
}

void SqlContract::migrate(std::span<const kc_sql_step> steps)
{
    FakeCall call{kernel().host()};
    Context context = call.context();
    _sql->migrate(context, "contract_m", steps);
}

void SqlContract::keepsWhatWasAnsweredAcrossARestart()
{
    KC_RULE(add("a") == KC_OK, "transact() answers KC_OK");
    reopen();
    KC_RULE(has("a"), "what transact() has answered KC_OK for is durable");
}

void SqlContract::rollsBackAFailedClosureAlone()
{
    atOnce(16,
           [&](int thread) -> std::string
           {
               for (int i = 0; i < 40; ++i)
               {
                   const std::string name = std::to_string(thread) + "-" + std::to_string(i);
                   const kc_code wanted = (thread + i) % 3 == 0 ? KC_EQUOTA : KC_OK;
                   const kc_code code = transact(
                       [&](SqlTx& tx) -> Status
                       {
                           (void)put(tx, name);
                           return wanted;
                       });
                   if (code != wanted)
                       return "a closure's status is transact()'s";
               }
               return {};
           });
    for (int thread = 0; thread < 16; ++thread)
        for (int i = 0; i < 40; ++i)
            KC_RULE(has(std::to_string(thread) + "-" + std::to_string(i)) ==
                        ((thread + i) % 3 != 0),
                    "a failed closure leaves nothing, and takes nothing of others with it");
}

void SqlContract::rollsBackAClosureThatThrows()
{
    const kc_code code = transact(
        [&](SqlTx& tx) -> Status
        {
            (void)put(tx, "a");
            throw Fault{KC_EUNAVAIL, "no more"};
        });
    KC_RULE(code == KC_EUNAVAIL && !has("a"), "a closure that throws leaves nothing");
}

void SqlContract::aFaultOfAStatementFailsTheClosureWhateverItAnswers()
{
    const std::int32_t bad = prepare("INSERT INTO contract_t(name, number) VALUES('x', ?1)");
    const kc_code code = transact(
        [&](SqlTx& tx) -> Status
        {
            (void)put(tx, "a");
            try
            {
                (void)tx.run(bad, {SqlTx::null()});
            }
            catch (const Fault&)
            {
            }
            return KC_OK;
        });
    KC_RULE(code == KC_EBUG, "NULL where the table forbids it is a bug of the caller");
    KC_RULE(!has("a"), "a fault that the closure overlooks rolls it back all the same");
}

void SqlContract::aBrokenUniqueKeyIsAnOutcome()
{
    KC_RULE(add("a") == KC_OK, "transact() answers KC_OK");
    KC_RULE(add("a") == KC_EEXISTS, "a broken unique key is KC_EEXISTS");
    bool isKept = false;
    const kc_code coped = transact(
        [&](SqlTx& tx)
        {
            isKept = put(tx, "b").ok() && put(tx, "a").code() == KC_EEXISTS;
            return put(tx, "c");
        });
    KC_RULE(coped == KC_OK && isKept && has("b") && has("c"),
            "after KC_EEXISTS the closure may go on, and what it wrote before stays");
}

void SqlContract::countsExactlyUnderSixteenThreads()
{
    (void)add("counter");
    const std::int32_t up =
        prepare("UPDATE contract_t SET number = number + 1 WHERE name = 'counter'");
    const std::int32_t value = prepare("SELECT number FROM contract_t WHERE name = 'counter'");
    atOnce(16,
           [&](int) -> std::string
           {
               for (int i = 0; i < 60; ++i)
                   (void)transact( // every seventh changes its mind
                       [&](SqlTx& tx) -> Status
                       {
                           (void)tx.run(up);
                           return i % 7 == 0 ? KC_EDENIED : KC_OK;
                       });
               return {};
           });
    std::int64_t counted = 0;
    (void)read(
        [&](SqlTx& tx) -> Status
        {
            counted = tx.one(value, {}).value_or(-1);
            return KC_OK;
        });
    KC_RULE(counted == std::int64_t{16 * (60 - 9)}, "closures are run one after the other");
}

void SqlContract::aReadSeesOneSnapshot()
{
    std::int64_t first = -1, second = -1;
    (void)read(
        [&](SqlTx& tx) -> Status
        {
            first = tx.one(_count, {}).value_or(-1);
            std::jthread{[&] { (void)add("later"); }}.join();
            second = tx.one(_count, {}).value_or(-1);
            return KC_OK;
        });
    KC_RULE(first == 0 && second == 0, "a read does not see what is committed meanwhile");
    KC_RULE(rows() == 1, "the next read sees it");
}

void SqlContract::aReadInAReadDoesNotLockUp()
{
    atOnce(24,
           [&](int) -> std::string
           {
               nest(3);
               return {};
           });
}

void SqlContract::nest(int depth)
{
    (void)read(
        [&](SqlTx& tx) -> Status
        {
            (void)tx.one(_count, {});
            if (depth > 0)
                nest(depth - 1);
            return KC_OK;
        });
}

void SqlContract::aClosureMayNotCallTransactOrRead()
{
    kc_code inner = KC_OK;
    (void)transact(
        [&](SqlTx&) -> Status
        {
            inner = add("x");
            return KC_OK;
        });
    KC_RULE(inner == KC_EBUG, "transact() in a closure is a bug, and does not lock up");
    (void)transact(
        [&](SqlTx&) -> Status
        {
            inner = read([](SqlTx&) -> Status { return KC_OK; });
            return KC_OK;
        });
    KC_RULE(inner == KC_EBUG, "read() in a closure is a bug, and does not lock up");
}

void SqlContract::aReadMayNotWrite()
{
    KC_RULE(read([&](SqlTx& tx) { return put(tx, "a"); }) == KC_EBUG,
            "a read that writes is a bug");
    KC_RULE(!has("a"), "and writes nothing");
}

void SqlContract::migratesStepByStep()
{
    const std::array steps{kc_sql_step{"CREATE TABLE contract_m(a INTEGER PRIMARY KEY);"
                                       "INSERT INTO contract_m VALUES(1)",
                                       nullptr},
                           kc_sql_step{"ALTER TABLE contract_m ADD COLUMN b INTEGER;"
                                       "UPDATE contract_m SET b = a + 1",
                                       nullptr}};
    migrate(std::span{steps}.first(1));
    migrate(std::span{steps}.first(1));
    migrate(steps);
    reopen();
    migrate(steps);
    const std::int32_t sum = prepare("SELECT SUM(a + b) FROM contract_m");
    std::int64_t found = 0;
    (void)read(
        [&](SqlTx& tx) -> Status
        {
            found = tx.one(sum, {}).value_or(-1);
            return KC_OK;
        });
    KC_RULE(found == 3, "each step runs once, in order, whatever the restarts");
}

void SqlContract::refusesTablesOfANewerVersion()
{
    const std::array steps{kc_sql_step{"CREATE TABLE contract_m(a INTEGER PRIMARY KEY)", nullptr},
                           kc_sql_step{"CREATE TABLE contract_n(a INTEGER PRIMARY KEY)", nullptr}};
    migrate(steps);
    std::string said;
    kc_code code = KC_OK;
    try
    {
        migrate(std::span{steps}.first(1));
    }
    catch (const Fault& fault)
    {
        code = fault.code();
        said = fault.what();
    }
    KC_RULE(code == KC_ENOTSUP, "tables of a newer program are refused");
    KC_RULE(said.find("version 2") != std::string::npos &&
                said.find("up to 1") != std::string::npos,
            "and the refusal says which is which: " + said);
}

void SqlContract::aStepThatFailsLeavesTheVersionBefore()
{
    const std::array bad{
        kc_sql_step{"CREATE TABLE contract_m(a INTEGER PRIMARY KEY)", nullptr},
        kc_sql_step{"CREATE TABLE contract_n(a INTEGER PRIMARY KEY); SELEKT", nullptr}};
    CPPUNIT_ASSERT_THROW(migrate(bad), Fault);
    const std::array good{bad[0],
                          kc_sql_step{"CREATE TABLE contract_n(a INTEGER PRIMARY KEY)", nullptr}};
    migrate(good);
    KC_RULE(prepare("SELECT a FROM contract_n") >= 0, "a corrected step brings the tables forward");
}

void SqlContract::aLateCallIsNotRun()
{
    bool ran = false;
    const kc_code code = lateAnswer(
        [&](Context& context)
        {
            return _sql->transact(context,
                                  [&](SqlTx& tx) -> Status
                                  {
                                      ran = true;
                                      return put(tx, "late");
                                  });
        });
    KC_RULE(ran == (code == KC_OK), "a closure that was not run is not answered KC_OK");
    KC_RULE(code == KC_OK || isTransient(code), "past the deadline the answer is temporary");
    KC_RULE(has("late") == (code == KC_OK), "and the answer is true");
}

} // namespace kc::inline sdk1::test
