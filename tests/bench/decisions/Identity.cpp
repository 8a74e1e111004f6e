// SPDX-License-Identifier: Apache-2.0
// Decision 0004: how identities lay out mail on disk. 100 accounts get 1,000 emails each, in turn,
// as a busy server would; then one account's are listed, cold and warm, with three kinds of key.
#include <sqlite3.h>

#include <fcntl.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <string>

namespace
{

constexpr int kAccounts = 100;
constexpr int kEmails = 1000;

class Database
{
public:
    explicit Database(const std::string& path) : _path{path}
    {
        unlink(path.c_str());
        open();
    }

    ~Database()
    {
        sqlite3_close(_db);
        unlink(_path.c_str());
    }

    void run(const std::string& sql)
    {
        if (sqlite3_exec(_db, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
        {
            std::cerr << sqlite3_errmsg(_db) << ": " << sql << "\n";
            std::exit(1);
        }
    }

    /// Rows that a query gives; each row's text column is touched.
    std::int64_t count(const std::string& sql)
    {
        sqlite3_stmt* statement = nullptr;
        sqlite3_prepare_v2(_db, sql.c_str(), -1, &statement, nullptr);
        std::int64_t rows = 0;
        for (; sqlite3_step(statement) == SQLITE_ROW; ++rows)
            if (sqlite3_column_bytes(statement, 1) != 700)
                std::exit(1);
        sqlite3_finalize(statement);
        return rows;
    }

    /// Forgets every cached page, SQLite's and the kernel's.
    void cool()
    {
        sqlite3_close(_db);
        const int file = ::open(_path.c_str(), O_RDONLY);
        fsync(file);
        posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
        close(file);
        open();
    }

private:
    void open()
    {
        sqlite3_open(_path.c_str(), &_db);
        run("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF");
    }

    std::string _path;
    sqlite3* _db = nullptr;
};

double milliseconds(const std::function<void()>& work)
{
    const auto begin = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin)
        .count();
}

void measure(const char* name, const char* table, const std::function<std::string(int, int)>& key,
             const std::string& listing)
{
    Database database{"identity-bench.db"};
    database.run(table);
    database.run("CREATE TABLE message(mailbox INTEGER, uid INTEGER, email INTEGER, PRIMARY "
                 "KEY(mailbox, uid)) "
                 "WITHOUT ROWID; BEGIN");
    const double filled = milliseconds(
        [&]
        {
            for (int email = 0; email < kEmails; ++email)
                for (int account = 0; account < kAccounts; ++account)
                    database.run("INSERT INTO email VALUES(" + key(account, email) +
                                 ", zeroblob(700)); " + "INSERT INTO message VALUES(" +
                                 std::to_string(account) + "," + std::to_string(email) +
                                 ", last_insert_rowid())");
            database.run("COMMIT");
        });
    database.cool();
    const auto list = [&]
    {
        if (database.count(listing) != kEmails)
            std::exit(1);
    };
    const double cold = milliseconds(list);
    double warm = 1e9;
    for (int i = 0; i < 9; ++i)
        warm = std::min(warm, milliseconds(list));
    std::cout << name << ": filled in " << filled << " ms, listing of " << kEmails << " cold "
              << cold << " ms, warm " << warm << " ms\n";
}

} // namespace

int main()
{
    measure(
        "one counter for all accounts  ",
        "CREATE TABLE email(id INTEGER PRIMARY KEY, summary BLOB)",
        [](int account, int email) { return std::to_string(email * kAccounts + account + 1); },
        "SELECT m.uid, e.summary FROM message m JOIN email e ON e.id = m.email WHERE m.mailbox = "
        "42");
    measure(
        "account << 40 | number        ",
        "CREATE TABLE email(id INTEGER PRIMARY KEY, summary BLOB)",
        [](int account, int email)
        { return std::to_string((static_cast<std::int64_t>(account) << 40) + email + 1); },
        "SELECT m.uid, e.summary FROM message m JOIN email e ON e.id = m.email WHERE m.mailbox = "
        "42");
    measure(
        "(account, number) without rowid",
        "CREATE TABLE email(account INTEGER, n INTEGER, summary BLOB, PRIMARY KEY(account, n)) "
        "WITHOUT ROWID",
        [](int account, int email)
        { return std::to_string(account) + "," + std::to_string(email); },
        "SELECT m.uid, e.summary FROM message m JOIN email e ON e.account = m.mailbox AND e.n = "
        "m.uid "
        "WHERE m.mailbox = 42");
}
