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
    CPPUNIT_TEST(takesHashesThatItCanVerifyOnly);
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

    void takesHashesThatItCanVerifyOnly()
    {
        const Context context = _kernel.context();
        const std::string own = _hasher.hash(context, "sesame");
        CPPUNIT_ASSERT_MESSAGE(own, PasswordHasher::verifies(own));
        // Of less cost than our own: 8 octets of salt, 16 of hash, two lanes.
        const std::string other = "$argon2id$v=19$m=64,t=1,p=2$c29tZXNhbHQ$HQ/nqGDbXdEqhVL9DQ3MKQ";
        CPPUNIT_ASSERT(PasswordHasher::verifies(other));
        (void)_hasher.matches(context, other, "whatever"); // no Fault
        const std::string salt = "$c29tZXNhbHQ", hash = "$HQ/nqGDbXdEqhVL9DQ3MKQ";
        for (const std::string& wrong :
             {std::string{}, std::string{"secret"}, std::string{"d41d8cd98f00b204e9800998ecf8427e"},
              "$argon2i$v=19$m=64,t=1,p=1" + salt + hash,
              "$argon2id$v=16$m=64,t=1,p=1" + salt + hash,
              "$argon2id$v=19$m=1048576,t=1,p=1" + salt + hash,
              "$argon2id$v=19$m=64,t=99,p=1" + salt + hash,
              "$argon2id$v=19$m=64,t=0,p=1" + salt + hash,
              "$argon2id$v=19$m=64,t=01,p=1" + salt + hash,
              "$argon2id$v=19$m=8,t=1,p=2" + salt + hash, // RFC 9106 §3.1: 8 KiB a lane
              "$argon2id$v=19$m=64,t=1,p=1$c29t" + hash, "$argon2id$v=19$m=64,t=1,p=1" + salt,
              "$argon2id$v=19$m=64,t=1,p=1" + salt + "$short",
              "$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHR" + hash, // a bit beyond the last octet
              "$argon2id$v=19$m=64,t=1,p=1" + salt + hash + "==",
              "$argon2id$v=19$m=64,t=1,p=1" + salt + hash + "$x",
              "$argon2id$v=19$m=64,t=1,p=1" + salt + "$" + std::string(300, 'A')})
            CPPUNIT_ASSERT_MESSAGE(wrong, !PasswordHasher::verifies(wrong));
    }

private:
    test::FakeKernel _kernel;
    PasswordHasher _hasher;
};

CPPUNIT_TEST_SUITE_REGISTRATION(PasswordHasherTest);

} // namespace kc::userdb
