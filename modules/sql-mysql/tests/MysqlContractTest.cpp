// SPDX-License-Identifier: Apache-2.0
// sql-mysql keeps the contract of kc.sql, on a MariaDB of its own.
#include <kc/test/contract_sql.hpp>
#include <kc/test/private_mariadb.hpp>

extern "C" const kc_module* kc_module_entry();

class MysqlContractTest : public kc::test::SqlContract
{
    CPPUNIT_TEST_SUB_SUITE(MysqlContractTest, kc::test::SqlContract);
    CPPUNIT_TEST_SUITE_END();

public:
    void setUp() override
    {
        _options = kc::test::PrivateMariaDb::require().freshOptions();
        SqlContract::setUp();
    }

    void open(kc::test::FakeKernel& kernel) override { kernel.load(kc_module_entry(), _options); }

private:
    kc::test::Options _options;
};

CPPUNIT_TEST_SUITE_REGISTRATION(MysqlContractTest);
