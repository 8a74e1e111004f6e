// SPDX-License-Identifier: Apache-2.0
#include <kc/test/test_database.hpp>

#include <kc/test/private_mariadb.hpp>

#include <cstdlib>

namespace kc::inline sdk1::test
{

bool TestDatabase::isMariaDb()
{
    const char* const chosen = std::getenv("KC_DATABASE");
    return chosen != nullptr && sv{chosen} == "mysql";
}

TestDatabase::TestDatabase(std::string sqliteModule, std::string file, Engine engine)
    : _module{std::move(sqliteModule)}, _file{std::move(file)}
{
    if (engine == Engine::Any && isMariaDb())
        _mysql = PrivateMariaDb::require().freshOptions();
}

void TestDatabase::load(FakeKernel& kernel)
{
    if (_mysql)
        kernel.load(_module.substr(0, _module.rfind('/')) + "/sql-mysql.so", *_mysql);
    else
        kernel.load(_module, {{"sqlite_path", _file}});
}

} // namespace kc::inline sdk1::test
