// SPDX-License-Identifier: Apache-2.0
// The database that a module's tests run on: SQLite in a file, or, with KC_DATABASE=mysql in the
// environment, a private MariaDB, so that one test program proves both.
#pragma once

#include <kc/test/fake_kernel.hpp>

#include <optional>
#include <string>

namespace kc::inline sdk1::test
{

class TestDatabase
{
public:
    enum class Engine : bool
    {
        Any,
        Sqlite // for what begins with a file
    };

    /// `sqliteModule` is the built sql-sqlite.so; the other one lies beside it.
    TestDatabase(std::string sqliteModule, std::string file, Engine engine = Engine::Any);

    /// Loads it; another time, with what was written before.
    void load(FakeKernel& kernel);

    static bool isMariaDb();

private:
    std::string _module, _file;
    std::optional<Options> _mysql;
};

} // namespace kc::inline sdk1::test
