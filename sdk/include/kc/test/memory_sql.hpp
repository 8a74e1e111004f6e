// SPDX-License-Identifier: Apache-2.0
// A kc.sql/1 for tests: an SQLite database in memory, one transaction at a time, no commit queue.
// It can be told to fail, and to run each closure twice as a deadlock would make it. The test links
// sqlite3.
#pragma once

#include <kc/abi/draft/sql.h>
#include <kc/test/fake_kernel.hpp>

#include <map>
#include <mutex>
#include <string>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace kc::inline sdk1::test
{

class MemorySql
{
public:
    MemorySql();
    MemorySql(const MemorySql&) = delete;
    MemorySql& operator=(const MemorySql&) = delete;

    ~MemorySql();
    void offerTo(FakeKernel& kernel);
    /// Every transaction and read answers KC_EUNAVAIL from now on.
    void setFailing(bool failing);
    /// Each closure of transact() runs, is rolled back, and runs again.
    void setRunningTwice(bool twice);
    /// How many statements were run, for tests of caches.
    std::size_t statementsRun() const;
    void exec(const char* sql);

private:
    static MemorySql& of(void* self);
    static kc_status migrate(void* self, kc_ctx*, const char* module, const kc_sql_step* steps,
                             std::uint32_t n, std::uint32_t);
    static kc_status prepare(void* self, kc_ctx*, const char* sql, std::int32_t* statement);
    static kc_status transact(void* self, kc_ctx*, kc_sql_work work, void* arg);
    static kc_status read(void* self, kc_ctx*, kc_sql_work work, void* arg);
    kc_status once(kc_sql_work work, void* arg);
    static void bind(sqlite3_stmt* statement, int place, const kc_value& value);
    static kc_value column(sqlite3_stmt* statement, int place);
    static kc_status run(kc_sql_tx* tx, std::int32_t index, const kc_value* params, std::uint32_t n,
                         kc_sink rows);
    static kc_status step(sqlite3_stmt* statement, kc_sink rows, kc_sql_tx& tx);
    static std::int64_t lastId(kc_sql_tx* tx);
    static std::int64_t changed(kc_sql_tx* tx);
    static kc_str error(kc_sql_tx* tx);
    static const kc_sql& table();
    inline static MemorySql* _current = nullptr; // of the closure that is running
    sqlite3* _database = nullptr;
    std::vector<std::string> _statements;
    std::map<std::string, std::uint32_t> _steps; // of each module, that were run
    std::mutex _mutex;
    std::size_t _run = 0;
    bool _failing = false;
    bool _twice = false;
};

} // namespace kc::inline sdk1::test
