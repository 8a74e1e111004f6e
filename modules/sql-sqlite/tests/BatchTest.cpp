// SPDX-License-Identifier: Apache-2.0
// What the committer does with closures that wait: one transaction, nobody pays for another's
// failure; and what the queue does with those who cannot wait.
#include "Batch.h"
#include "OpenDatabase.h"
#include "Transaction.h"

#include <cppunit/extensions/HelperMacros.h>

#include <thread>

using namespace kc::sqlite;
using kc::sqlite::test::FreshDirectory;

namespace
{

/// A closure: writes `rows` blobs of `octets` each, then answers.
struct Task
{
    int rows = 0;
    int octets = 10;
    kc_status answer = KC_OK;
    int runs = 0;
    std::int32_t insert = 0;

    static kc_status run(void* arg, kc_sql_tx* tx)
    {
        Task& task = *static_cast<Task*>(arg);
        ++task.runs;
        const std::string octets(static_cast<std::size_t>(task.octets), 'x');
        const kc_value value{KC_BLOB, {.s = kc::str(octets)}};
        for (int i = 0; i < task.rows; ++i)
        {
            const kc_status status = tx->run(task.insert, &value, 1, {nullptr, nullptr});
            if (status < 0)
                return status;
        }
        return task.answer;
    }
};

} // namespace

class BatchTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(BatchTest);
    CPPUNIT_TEST(runsEachOnceWhenAllSucceed);
    CPPUNIT_TEST(failureBeforeAnyWriteCostsNobodyASecondRun);
    CPPUNIT_TEST(failureAfterAWriteIsRolledBackAlone);
    CPPUNIT_TEST(tooBigForTheDiskFailsAlone);
    CPPUNIT_TEST(passedDeadlineTakesTheClosureBack);
    CPPUNIT_TEST(closedQueueStillHandsOutWhatWaits);
    CPPUNIT_TEST_SUITE_END();

    FreshDirectory _directory;
    StatementList _texts;
    std::unique_ptr<Connection> _connection;
    std::int32_t _insert = -1;

public:
    void setUp() override
    {
        _connection =
            std::make_unique<Connection>(_directory.file("batch.db"), _texts, Access::Write);
        _connection->execute("PRAGMA journal_mode=WAL; CREATE TABLE t(body BLOB)", "setting up");
        _insert = _texts.add("INSERT INTO t VALUES(?1)");
    }

private:
    std::vector<kc_status> run(std::vector<Task>& tasks)
    {
        std::deque<Call> calls;
        std::vector<Call*> pointers;
        for (Task& task : tasks)
        {
            task.insert = _insert;
            pointers.push_back(&calls.emplace_back(&Task::run, &task));
        }
        // A slow machine may end a batch before all have run.
        for (std::size_t done = 0; done < pointers.size();)
            done += Batch{*_connection}.run(std::span{pointers}.subspan(done));
        CPPUNIT_ASSERT(!_connection->inTransaction());
        std::vector<kc_status> statuses;
        for (const Call& call : calls)
            statuses.push_back(call.status);
        return statuses;
    }

    int rows()
    {
        const Statement count = _connection->compile("SELECT count(*) FROM t");
        CPPUNIT_ASSERT(sqlite3_step(count.native.get()) == SQLITE_ROW);
        return sqlite3_column_int(count.native.get(), 0);
    }

    void runsEachOnceWhenAllSucceed()
    {
        std::vector<Task> tasks(10, Task{.rows = 2});
        CPPUNIT_ASSERT((run(tasks) == std::vector<kc_status>(10, KC_OK)));
        for (const Task& task : tasks)
            CPPUNIT_ASSERT_EQUAL(1, task.runs);
        CPPUNIT_ASSERT_EQUAL(20, rows());
    }

    void failureBeforeAnyWriteCostsNobodyASecondRun()
    {
        std::vector<Task> tasks(3, Task{.rows = 1});
        tasks[1] = Task{.answer = KC_ENOTFOUND};
        CPPUNIT_ASSERT((run(tasks) == std::vector<kc_status>{KC_OK, KC_ENOTFOUND, KC_OK}));
        for (const Task& task : tasks)
            CPPUNIT_ASSERT_EQUAL(1, task.runs);
        CPPUNIT_ASSERT_EQUAL(2, rows());
    }

    void failureAfterAWriteIsRolledBackAlone()
    {
        std::vector<Task> tasks(5, Task{.rows = 1});
        tasks[2].answer = KC_EQUOTA;
        tasks[4].answer = KC_EDENIED;
        CPPUNIT_ASSERT(
            (run(tasks) == std::vector<kc_status>{KC_OK, KC_OK, KC_EQUOTA, KC_OK, KC_EDENIED}));
        CPPUNIT_ASSERT_EQUAL(3, rows());
    }

    void tooBigForTheDiskFailsAlone()
    {
        _connection->execute("PRAGMA max_page_count=40", "making the disk small");
        std::vector<Task> tasks(5, Task{.rows = 1});
        tasks[1] = Task{.rows = 1, .octets = 200'000};
        tasks[3] = Task{.rows = 100, .octets = 4'000};
        CPPUNIT_ASSERT(
            (run(tasks) == std::vector<kc_status>{KC_OK, KC_EUNAVAIL, KC_OK, KC_EUNAVAIL, KC_OK}));
        CPPUNIT_ASSERT_EQUAL(3, rows());
        _connection->execute("PRAGMA max_page_count=4000", "making room");
        CPPUNIT_ASSERT((run(tasks) == std::vector<kc_status>(5, KC_OK)));
    }

    void passedDeadlineTakesTheClosureBack()
    {
        CommitQueue queue;
        Task task{.rows = 1};
        Call call{&Task::run, &task};
        queue.perform(call, 1); // long past, and no committer there to take it
        CPPUNIT_ASSERT_EQUAL(kc_status{KC_ETIMEOUT}, call.status);
        std::vector<Call*> batch;
        CPPUNIT_ASSERT(queue.take(batch, 10, std::chrono::milliseconds{0}) ==
                       CommitQueue::Woken::Idle);
        CPPUNIT_ASSERT(batch.empty());
    }

    void closedQueueStillHandsOutWhatWaits()
    {
        CommitQueue queue;
        Task task;
        Call early{&Task::run, &task};
        std::jthread caller{[&] { queue.perform(early, INT64_MAX); }};
        std::vector<Call*> batch;
        CPPUNIT_ASSERT(queue.take(batch, 10, std::chrono::seconds{60}) == CommitQueue::Woken::Work);
        queue.close();
        Call late{&Task::run, &task};
        queue.perform(late, INT64_MAX);
        CPPUNIT_ASSERT_EQUAL(kc_status{KC_EUNAVAIL}, late.status);
        CommitQueue::answer(*batch.at(0));
        caller.join();
        CPPUNIT_ASSERT(queue.take(batch, 10, std::chrono::seconds{60}) ==
                       CommitQueue::Woken::Closed);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(BatchTest);
