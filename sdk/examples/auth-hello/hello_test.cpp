// SPDX-License-Identifier: Apache-2.0
// The module keeps the contract of authenticators.
#include <kc/test/contract_auth.hpp>

extern "C" const kc_module* kc_module_entry();

class HelloTest : public kc::test::AuthContract
{
    CPPUNIT_TEST_SUB_SUITE(HelloTest, kc::test::AuthContract);
    CPPUNIT_TEST_SUITE_END();

    void open(kc::test::FakeKernel& kernel) override
    {
        kernel.load(kc_module_entry(), {{"hello_password", "open"}});
    }

    Credentials credentials() override { return {"anybody", "open"}; }

    bool knowsUsers() override { return false; }
};

CPPUNIT_TEST_SUITE_REGISTRATION(HelloTest);
