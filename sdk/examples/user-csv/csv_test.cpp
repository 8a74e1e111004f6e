// SPDX-License-Identifier: Apache-2.0
// The module keeps the contract of user backends.
#include <fstream>
#include <kc/test/contract_userbackend.hpp>

extern "C" const kc_module* kc_module_entry();

class CsvTest : public kc::test::UserBackendContract
{
    CPPUNIT_TEST_SUB_SUITE(CsvTest, kc::test::UserBackendContract);
    CPPUNIT_TEST_SUITE_END();

    static bool write(const char* users) { return (std::ofstream{"users.csv"} << users).good(); }

    void open(kc::test::FakeKernel& kernel) override
    {
        write("1,Ann,Ann Example,ann@here.test,sesame\n"
              "2,bob,Bob Example,bob@here.test,apple\n"
              "3,info,,info@here.test,\n"
              "4,desk,,Info@here.test,\n");
        kernel.load(kc_module_entry(), {{"csv_users", "users.csv"}});
    }

    std::vector<KnownUser> known() override
    {
        return {{"Ann", "ann@here.test", "sesame"}, {"bob", "bob@here.test", "apple"}};
    }

    bool breakSource() override { return write("1,Ann,Ann Example,ann@here.test,sesame\n2,bo"); }

    std::vector<KnownUser> changeSource() override
    {
        write("1,Ann,Ann Example,ann@new.test,sesame\n5,carl,,,pear\n");
        return {{"Ann", "ann@new.test", "sesame"}, {"carl", "", "pear"}};
    }

    std::string ambiguousName() override { return "info@here.test"; }
};

CPPUNIT_TEST_SUITE_REGISTRATION(CsvTest);
