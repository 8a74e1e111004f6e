// SPDX-License-Identifier: Apache-2.0
// sql-sqlite keeps the contract of kc.sql.
#include "OpenDatabase.h"

#include <kc/test/contract_sql.hpp>

class SqliteContractTest : public kc::test::SqlContract
{
    CPPUNIT_TEST_SUB_SUITE(SqliteContractTest, kc::test::SqlContract);
    CPPUNIT_TEST_SUITE_END();

public:
    void open(kc::test::FakeKernel& kernel) override
    {
        kernel.load(kc_module_entry(), {{"sqlite_path", _directory.file("kc.db")}});
    }

private:
    kc::sqlite::test::FreshDirectory _directory;
};

CPPUNIT_TEST_SUITE_REGISTRATION(SqliteContractTest);
