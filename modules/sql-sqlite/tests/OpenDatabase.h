// SPDX-License-Identifier: Apache-2.0
// What the tests of this module start from: the loaded module in a fresh directory, with one small
// table.
#pragma once

#include <kc/sql.hpp>
#include <kc/test/fake_kernel.hpp>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>

extern "C" const kc_module* kc_module_entry();

namespace kc::sqlite::test
{

class FreshDirectory
{
public:
    FreshDirectory()
    {
        std::string pattern = std::filesystem::temp_directory_path() / "kc-sql-XXXXXX";
        _path = mkdtemp(pattern.data());
    }

    FreshDirectory(const FreshDirectory&) = delete;
    FreshDirectory& operator=(const FreshDirectory&) = delete;

    ~FreshDirectory()
    {
        std::error_code ignored;
        std::filesystem::remove_all(_path, ignored);
    }

    std::string file(const std::string& name) const { return _path / name; }

private:
    std::filesystem::path _path;
};

/// A loaded module, reopened as often as a test wants.
class OpenDatabase
{
public:
    explicit OpenDatabase(std::string path) : _path{std::move(path)} { reopen(); }

    void reopen()
    {
        _sql.reset();
        _kernel.emplace();
        _kernel->load(kc_module_entry(), {{"sqlite_path", _path}});
        _sql.emplace(_kernel->service(KC_SQL));
        constexpr std::array kSteps{kc_sql_step{
            "CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT UNIQUE, body BLOB)", nullptr}};
        Context call = context();
        _sql->migrate(call, "test", kSteps);
        insert = prepare("INSERT INTO t(name, body) VALUES(?1, ?2)");
        count = prepare("SELECT count(*) FROM t");
        byName = prepare("SELECT id FROM t WHERE name = ?1");
    }

    std::int32_t prepare(const char* text)
    {
        Context call = context();
        return _sql->prepare(call, text);
    }

    template <class Work>
    Status transact(Work&& work)
    {
        kc::test::FakeCall call{_kernel->host()}; // tests have writers on many threads
        Context context = call.context();
        return _sql->transact(context, work);
    }

    template <class Work>
    Status read(Work&& work)
    {
        kc::test::FakeCall call{_kernel->host()};
        Context context = call.context();
        return _sql->read(context, work);
    }

    Status add(const std::string& name)
    {
        return transact([&](SqlTx& tx) { return put(tx, name); });
    }

    Status put(SqlTx& tx, const std::string& name)
    {
        return tx.run(insert, {SqlTx::text(name), SqlTx::blob("body")});
    }

    std::int64_t rows()
    {
        std::int64_t n = -1;
        (void)read([&](SqlTx& tx) { n = tx.one(count, {}).value_or(-1); });
        return n;
    }

    bool has(const std::string& name)
    {
        bool found = false;
        (void)read([&](SqlTx& tx) { found = tx.one(byName, {SqlTx::text(name)}).has_value(); });
        return found;
    }

    Context context() { return _kernel->context(); }

    const Sql& sql() const { return *_sql; }

    std::int32_t insert = -1;
    std::int32_t count = -1;
    std::int32_t byName = -1;

private:
    std::string _path;
    std::optional<kc::test::FakeKernel> _kernel;
    std::optional<Sql> _sql;
};

} // namespace kc::sqlite::test
