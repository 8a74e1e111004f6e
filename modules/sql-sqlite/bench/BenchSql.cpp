// SPDX-License-Identifier: Apache-2.0
// What the database does on this machine: durable transactions of the size of a small delivery by
// 1, 4 and 16 threads, and a scan of 10,000 rows through kc.sql, the native calls and Poco::Data.
// Usage: bench-sql DIRECTORY [SECONDS [CHECKPOINT_PAGES]]
#include <kc/sql.hpp>
#include <kc/test/fake_kernel.hpp>

#include <Poco/Data/RecordSet.h>
#include <Poco/Data/SQLite/Connector.h>
#include <Poco/Data/Session.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <sqlite3.h>
#include <sys/resource.h>
#include <thread>

extern "C" const kc_module* kc_module_entry();

namespace
{

using Clock = std::chrono::steady_clock;
using kc::SqlTx;

constexpr std::array kSteps{
    kc_sql_step{"CREATE TABLE body(id INTEGER PRIMARY KEY, octets BLOB);"
                "CREATE TABLE mail(box INTEGER, uid INTEGER, body INTEGER, flags INTEGER,"
                " subject TEXT, PRIMARY KEY(box, uid)) WITHOUT ROWID;"
                "CREATE TABLE counter(box INTEGER PRIMARY KEY, next INTEGER);"
                "CREATE TABLE journal(id INTEGER PRIMARY KEY, box INTEGER, what INTEGER)",
                nullptr}};
constexpr const char* kScan = "SELECT uid, body, flags, subject FROM mail WHERE box = ?1";
constexpr int kScanRows = 10'000;
constexpr int kScanBox = 1'000'000;

double microseconds(Clock::duration span)
{
    return std::chrono::duration<double, std::micro>(span).count();
}

/// Of the whole process, the generator's included.
double cpuMicroseconds()
{
    rusage used = {};
    getrusage(RUSAGE_SELF, &used);
    const auto of = [](const timeval& t)
    { return static_cast<double>(t.tv_sec) * 1e6 + static_cast<double>(t.tv_usec); };
    return of(used.ru_utime) + of(used.ru_stime);
}

struct Statements
{
    std::int32_t body, counter, mail, journal, scan;
};

class Bench
{
public:
    Bench(const std::string& path, const std::string& pages) : _path{path}
    {
        _kernel.load(kc_module_entry(),
                     {{"sqlite_path", path}, {"sqlite_wal_autocheckpoint", pages}});
        kc::Context context = _kernel.context();
        _sql = std::make_unique<kc::Sql>(_kernel.service(KC_SQL));
        _sql->migrate(context, "bench", kSteps);
        _on = {_sql->prepare(context, "INSERT INTO body(octets) VALUES(?1)"),
               _sql->prepare(context, "INSERT INTO counter(box, next) VALUES(?1, 1) "
                                      "ON CONFLICT(box) DO UPDATE SET next = next + 1 "
                                      "RETURNING next"),
               _sql->prepare(context, "INSERT INTO mail VALUES(?1, ?2, ?3, 0, ?4)"),
               _sql->prepare(context, "INSERT INTO journal(box, what) VALUES(?1, ?2)"),
               _sql->prepare(context, kScan)};
    }

    void write(int threads, std::chrono::seconds span, int failOneIn)
    {
        std::vector<std::vector<double>> times(static_cast<std::size_t>(threads));
        const double cpuBefore = cpuMicroseconds();
        const auto end = Clock::now() + span;
        {
            std::vector<std::jthread> workers;
            for (auto& mine : times)
                workers.emplace_back([&, end] { writeUntil(end, mine, failOneIn); });
        }
        std::vector<double> all;
        for (const auto& mine : times)
            all.insert(all.end(), mine.begin(), mine.end());
        std::sort(all.begin(), all.end());
        const auto at = [&](double part)
        { return all[static_cast<std::size_t>(part * static_cast<double>(all.size() - 1))]; };
        std::printf("%2d threads%s: %6.0f transactions/s  p50 %5.0f us  p99 %6.0f us  max %6.0f us"
                    "  CPU %3.0f us each\n",
                    threads, failOneIn > 0 ? ", 1 in 50 fails" : "",
                    static_cast<double>(all.size()) / static_cast<double>(span.count()), at(0.5),
                    at(0.99), all.back(),
                    (cpuMicroseconds() - cpuBefore) / static_cast<double>(all.size()));
    }

    void fillScan()
    {
        kc::Context context = _kernel.context();
        (void)_sql->transact(context,
                             [&](SqlTx& tx)
                             {
                                 for (int uid = 1; uid <= kScanRows; ++uid)
                                     (void)tx.run(_on.mail,
                                                  {SqlTx::number(kScanBox), SqlTx::number(uid),
                                                   SqlTx::number(uid),
                                                   SqlTx::text("Re: a subject of usual length")});
                             });
    }

    void scan()
    {
        report("kc.sql", [&] { return scanKc(); });
        sqlite3* native = nullptr;
        sqlite3_open(_path.c_str(), &native);
        report("native", [&] { return scanNative(native); });
        sqlite3_close(native);
        Poco::Data::Session session{"SQLite", _path};
        report("Poco, vectors", [&] { return scanVectors(session); });
        report("Poco, RecordSet", [&] { return scanRecords(session); });
    }

private:
    void writeUntil(Clock::time_point end, std::vector<double>& times, int failOneIn)
    {
        kc::test::FakeCall own{_kernel.host()};
        kc::Context context = own.context();
        std::string octets(4096, 'x');
        unsigned state =
            static_cast<unsigned>(std::hash<std::thread::id>{}(std::this_thread::get_id()));
        for (auto now = Clock::now(); now < end;)
        {
            for (char& c : octets)
                c = static_cast<char>(state = state * 1664525 + 1013904223, state >> 24);
            const std::int64_t box = state % 100;
            const bool fail =
                failOneIn > 0 && times.size() % static_cast<std::size_t>(failOneIn) == 0;
            const auto begun = Clock::now();
            (void)_sql->transact(context, [&](SqlTx& tx) { return store(tx, octets, box, fail); });
            now = Clock::now();
            times.push_back(microseconds(now - begun));
        }
    }

    kc::Status store(SqlTx& tx, const std::string& octets, std::int64_t box, bool fail)
    {
        (void)tx.run(_on.body, {SqlTx::blob(octets)});
        const std::int64_t body = tx.lastId();
        const std::int64_t uid = tx.one(_on.counter, {SqlTx::number(box)}).value_or(0);
        (void)tx.run(_on.mail, {SqlTx::number(box), SqlTx::number(uid), SqlTx::number(body),
                                SqlTx::text("Re: a subject of usual length")});
        (void)tx.run(_on.journal, {SqlTx::number(box), SqlTx::number(body)});
        return fail ? KC_EQUOTA : KC_OK;
    }

    template <class Body>
    static void report(const char* name, Body&& body)
    {
        double best = 1e9;
        std::uint64_t sum = 0;
        for (int i = 0; i < 9; ++i)
        {
            const auto begun = Clock::now();
            sum = body();
            best = std::min(best, microseconds(Clock::now() - begun));
        }
        std::printf("scan of %d rows, %-16s %7.2f ms (sum %llu)\n", kScanRows, name, best / 1000,
                    static_cast<unsigned long long>(sum));
    }

    std::uint64_t scanKc()
    {
        kc::Context context = _kernel.context();
        std::uint64_t sum = 0;
        (void)_sql->read(context,
                         [&](SqlTx& tx)
                         {
                             (void)tx.run(_on.scan, {SqlTx::number(kScanBox)},
                                          [&](const kc_sql_row& row) {
                                              sum += static_cast<std::uint64_t>(row.values[0].u.i) +
                                                     row.values[3].u.s.n;
                                          });
                         });
        return sum;
    }

    static std::uint64_t scanNative(sqlite3* native)
    {
        static sqlite3_stmt* statement = nullptr;
        sqlite3_prepare_v2(native, kScan, -1, &statement, nullptr);
        sqlite3_bind_int64(statement, 1, kScanBox);
        std::uint64_t sum = 0;
        while (sqlite3_step(statement) == SQLITE_ROW)
        {
            sum += static_cast<std::uint64_t>(sqlite3_column_int64(statement, 0));
            (void)sqlite3_column_int64(statement, 1);
            (void)sqlite3_column_int64(statement, 2);
            (void)sqlite3_column_text(statement, 3);
            sum += static_cast<std::uint64_t>(sqlite3_column_bytes(statement, 3));
        }
        sqlite3_finalize(statement);
        return sum;
    }

    static std::uint64_t scanVectors(Poco::Data::Session& session)
    {
        using namespace Poco::Data::Keywords;
        std::vector<std::int64_t> uids, bodies, flags;
        std::vector<std::string> subjects;
        int box = kScanBox;
        session << kScan, into(uids), into(bodies), into(flags), into(subjects), use(box), now;
        std::uint64_t sum = 0;
        for (std::size_t i = 0; i < uids.size(); ++i)
            sum += static_cast<std::uint64_t>(uids[i]) + subjects[i].size();
        return sum;
    }

    static std::uint64_t scanRecords(Poco::Data::Session& session)
    {
        using namespace Poco::Data::Keywords;
        int box = kScanBox;
        Poco::Data::Statement select{session};
        select << kScan, use(box), now;
        Poco::Data::RecordSet records{select};
        std::uint64_t sum = 0;
        for (std::size_t row = 0; row < records.rowCount(); ++row)
            sum += records.value(0, row).convert<std::uint64_t>() +
                   records.value(3, row).convert<std::string>().size();
        return sum;
    }

    std::string _path;
    kc::test::FakeKernel _kernel;
    std::unique_ptr<kc::Sql> _sql;
    Statements _on{};
};

} // namespace

int main(int argc, char** argv)
{
    if (argc < 2)
    {
        std::fprintf(stderr, "usage: bench-sql DIRECTORY [SECONDS [CHECKPOINT_PAGES]]\n");
        return 2;
    }
    const std::string directory = std::string{argv[1]} + "/bench-sql";
    const std::chrono::seconds span{argc > 2 ? std::atoi(argv[2]) : 5};
    std::filesystem::remove_all(directory);
    {
        Bench bench{directory + "/kc.db", argc > 3 ? argv[3] : "8000"};
        for (const int threads : {1, 4, 16})
            bench.write(threads, span, 0);
        bench.write(16, span, 50);
        bench.fillScan();
        bench.scan();
        for (const auto& entry : std::filesystem::directory_iterator{directory})
            std::printf("%s: %ju octets\n", entry.path().filename().c_str(),
                        static_cast<std::uintmax_t>(entry.file_size()));
    }
    std::filesystem::remove_all(directory);
    return 0;
}
