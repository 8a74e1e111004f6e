// SPDX-License-Identifier: Apache-2.0
#include "AccountText.h"

#include <cppunit/extensions/HelperMacros.h>

namespace kc::userdb
{

class AccountTextTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(AccountTextTest);
    CPPUNIT_TEST(takesPlainAndTenantLogins);
    CPPUNIT_TEST(refusesLoginsThatCannotBeTyped);
    CPPUNIT_TEST(takesAddresses);
    CPPUNIT_TEST(refusesWhatIsNoAddress);
    CPPUNIT_TEST(boundsTheNumberOfAliases);
    CPPUNIT_TEST(foldsAsciiLettersOnly);
    CPPUNIT_TEST_SUITE_END();

public:
    void takesPlainAndTenantLogins()
    {
        for (const std::string good : {"demo", "john@tenant", "J\xC3\xB6rg", "a", "tenant\\john"})
            CPPUNIT_ASSERT_MESSAGE(good, isLogin(good));
        CPPUNIT_ASSERT(isLogin(std::string(255, 'x')));
    }

    void refusesLoginsThatCannotBeTyped()
    {
        using namespace std::string_literals;
        for (const std::string& bad :
             {""s, "a b"s, "a\tb"s, "a\nb"s, "a\0b"s, "\x7F"s, "\xC3"s, "\xC0\x80"s,
              "\xED\xA0\x80"s, "\xF5\x80\x80\x80"s, "\xFF"s, std::string(256, 'x')})
            CPPUNIT_ASSERT_MESSAGE(bad, !isLogin(bad));
    }

    void takesAddresses()
    {
        for (const std::string good :
             {"a@b", "john.doe+tag@example.com", "'@x", "j\xC3\xB6rg@b\xC3\xBC.de"})
            CPPUNIT_ASSERT_MESSAGE(good, isAddress(good));
        CPPUNIT_ASSERT(isAddress(std::string(64, 'l') + "@d"));
        CPPUNIT_ASSERT(isAddress("l@" + std::string(252, 'd')));
    }

    void refusesWhatIsNoAddress()
    {
        for (const std::string bad : {"", "a", "@", "a@", "@b", "a@b@c", "a b@c", "<a@b>", "a,b@c",
                                      "\"a\"@b", "a@b;", "a@[1]", "a@b\r"})
            CPPUNIT_ASSERT_MESSAGE(bad, !isAddress(bad));
        CPPUNIT_ASSERT(!isAddress(std::string(65, 'l') + "@d"));
        CPPUNIT_ASSERT(!isAddress("l@" + std::string(253, 'd')));
    }

    void boundsTheNumberOfAliases()
    {
        std::string aliases;
        for (std::size_t i = 0; i < kMaxAliases; ++i)
            aliases += " a@b";
        CPPUNIT_ASSERT(areAddresses(""));
        CPPUNIT_ASSERT(areAddresses(aliases));
        CPPUNIT_ASSERT(!areAddresses(aliases + " a@b"));
        CPPUNIT_ASSERT(!areAddresses("a@b c"));
    }

    void foldsAsciiLettersOnly()
    {
        CPPUNIT_ASSERT_EQUAL(std::string{"az09@[\xC3\x96"}, fold("AZ09@[\xC3\x96"));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(AccountTextTest);

} // namespace kc::userdb
