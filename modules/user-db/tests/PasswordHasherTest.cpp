// SPDX-License-Identifier: Apache-2.0
#include "PasswordHasher.h"

#include <cppunit/extensions/HelperMacros.h>
#include <kc/test/fake_kernel.hpp>

namespace kc::userdb
{

class PasswordHasherTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(PasswordHasherTest);
    CPPUNIT_TEST(writesArgon2idAtTheChosenCost);
    CPPUNIT_TEST(matchesOnlyTheSamePassword);
    CPPUNIT_TEST(saltsEachHash);
    CPPUNIT_TEST(callsADamagedHashAFault);
    CPPUNIT_TEST_SUITE_END();

public:
    void writesArgon2idAtTheChosenCost()
    {
        const std::string phc = _hasher.hash(_kernel.context(), "sesame");
        CPPUNIT_ASSERT_MESSAGE(phc, phc.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
    }

    void matchesOnlyTheSamePassword()
    {
        const Context context = _kernel.context();
        const std::string phc = _hasher.hash(context, "sesame");
        CPPUNIT_ASSERT(_hasher.matches(context, phc, "sesame"));
        for (const sv wrong : {sv{"Sesame"}, sv{"sesame "}, sv{"sesame\0", 7}, sv{"sesam"}})
            CPPUNIT_ASSERT_MESSAGE(std::string{wrong}, !_hasher.matches(context, phc, wrong));
    }

    void saltsEachHash()
    {
        const Context context = _kernel.context();
        CPPUNIT_ASSERT(_hasher.hash(context, "same") != _hasher.hash(context, "same"));
    }

    void callsADamagedHashAFault()
    {
        CPPUNIT_ASSERT_THROW((void)_hasher.matches(_kernel.context(), "$argon2id$garbage", "x"),
                             Fault);
    }

private:
    test::FakeKernel _kernel;
    PasswordHasher _hasher;
};

CPPUNIT_TEST_SUITE_REGISTRATION(PasswordHasherTest);

} // namespace kc::userdb
