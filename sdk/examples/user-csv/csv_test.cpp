// SPDX-License-Identifier: Apache-2.0
// The module keeps the contract of user backends.
#include <filesystem>
#include <fstream>
#include <kc/test/contract_userbackend.hpp>

extern "C" const kc_module* kc_module_entry();

class CsvTest : public kc::test::UserBackendContract
{
    CPPUNIT_TEST_SUB_SUITE(CsvTest, kc::test::UserBackendContract);
    CPPUNIT_TEST_SUITE_END();

    void open(kc::test::FakeKernel& kernel) override
    {
        std::ofstream{"users.csv"} << "1,Ann,Ann Example,ann@here.test,sesame\n"
                                      "2,bob,Bob Example,bob@here.test,apple\n";
        kernel.load(kc_module_entry(), {{"csv_users", "users.csv"}});
    }

    std::vector<KnownUser> known() override
    {
        return {{"Ann", "ann@here.test", "sesame"}, {"bob", "bob@here.test", "apple"}};
    }

    bool breakSource() override { return std::filesystem::remove("users.csv"); }
};

CPPUNIT_TEST_SUITE_REGISTRATION(CsvTest);
