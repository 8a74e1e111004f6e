// SPDX-License-Identifier: Apache-2.0
// The module keeps the contract of delivery hooks.
#include <kc/test/contract_hook.hpp>

extern "C" const kc_module* kc_module_entry();

class HeaderTest : public kc::test::HookContract
{
    CPPUNIT_TEST_SUB_SUITE(HeaderTest, kc::test::HookContract);
    CPPUNIT_TEST_SUITE_END();

    void open(kc::test::FakeKernel& kernel) override
    {
        kernel.load(kc_module_entry(), {{"hook_header_name", "X-Seen-By"}});
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(HeaderTest);
