// SPDX-License-Identifier: Apache-2.0
#include "UserDbFixture.h"

#include <chrono>
#include <cppunit/extensions/HelperMacros.h>

namespace kc::userdb::test
{

class VerifierTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(VerifierTest);
    CPPUNIT_TEST(takesAnAddressForTheLogin);
    CPPUNIT_TEST(deniesEmptyAndOverlongPasswords);
    CPPUNIT_TEST(deniesUsersWithoutPassword);
    CPPUNIT_TEST(deniesInactiveKindsEvenWhenRemembered);
    CPPUNIT_TEST(forgetsAPasswordOnceItIsChanged);
    CPPUNIT_TEST(forgetsARemovedUser);
    CPPUNIT_TEST(neverMixesUsersUp);
    CPPUNIT_TEST(takesNamesLiterally);
    CPPUNIT_TEST(spendsTheSameOnUnknownUsers);
    CPPUNIT_TEST_SUITE_END();

public:
    void takesAnAddressForTheLogin()
    {
        CPPUNIT_ASSERT(_host.create("demo", "sesame", "demo@here.test", "d@here.test").ok());
        CPPUNIT_ASSERT(_host.create("other", "apple", "other@here.test").ok());
        for (const sv name : {"demo", "demo@here.test", "Demo@Here.Test", "d@here.test"})
        {
            CPPUNIT_ASSERT(_host.verify(name, "sesame") == KC_OK);
            CPPUNIT_ASSERT(_host.verify(name, "apple") == KC_EDENIED);
        }
        CPPUNIT_ASSERT(_host.verify("here.test", "sesame") == KC_EDENIED);
    }

    void deniesEmptyAndOverlongPasswords()
    {
        CPPUNIT_ASSERT(_host.create("demo", "sesame").ok());
        CPPUNIT_ASSERT(_host.verify("demo", "") == KC_EDENIED);
        CPPUNIT_ASSERT(_host.verify("nobody", "") == KC_EDENIED);
        CPPUNIT_ASSERT(_host.verify("demo", std::string(4097, 'x')) == KC_EDENIED);
        CPPUNIT_ASSERT(_host.create("long", std::string(4097, 'x')) == KC_EINVAL);
        CPPUNIT_ASSERT(_host.create("long", std::string(4096, 'x')).ok());
        CPPUNIT_ASSERT(_host.verify("long", std::string(4096, 'x')) == KC_OK);
    }

    void deniesUsersWithoutPassword()
    {
        CPPUNIT_ASSERT(_host.create("demo", "").ok());
        CPPUNIT_ASSERT(_host.verify("demo", "") == KC_EDENIED);
        CPPUNIT_ASSERT(_host.verify("demo", "x") == KC_EDENIED);
    }

    void deniesInactiveKindsEvenWhenRemembered()
    {
        CPPUNIT_ASSERT(_host.create("demo", "sesame").ok());
        CPPUNIT_ASSERT(_host.verify("demo", "sesame") == KC_OK);
        kc_user change = makeUser("demo");
        for (const kc_user_kind kind : {KC_USER_SHARED, KC_USER_CONTACT})
        {
            change.kind = kind;
            CPPUNIT_ASSERT(_host.update(change, KC_USER_KIND).ok());
            CPPUNIT_ASSERT(_host.verify("demo", "sesame") == KC_EDENIED);
        }
    }

    void forgetsAPasswordOnceItIsChanged()
    {
        CPPUNIT_ASSERT(_host.create("demo", "old").ok());
        CPPUNIT_ASSERT(_host.verify("demo", "old") == KC_OK);
        CPPUNIT_ASSERT(_host.update(makeUser("demo"), KC_USER_PASSWORD, "new").ok());
        CPPUNIT_ASSERT(_host.verify("demo", "old") == KC_EDENIED);
        CPPUNIT_ASSERT(_host.verify("demo", "new") == KC_OK);
        CPPUNIT_ASSERT(_host.update(makeUser("demo"), KC_USER_PASSWORD, "").ok());
        CPPUNIT_ASSERT(_host.verify("demo", "new") == KC_EDENIED);
    }

    void forgetsARemovedUser()
    {
        CPPUNIT_ASSERT(_host.create("demo", "sesame").ok());
        CPPUNIT_ASSERT(_host.verify("demo", "sesame") == KC_OK);
        Context context = _host.kernel.context();
        CPPUNIT_ASSERT(_host.writer->remove(context, _host.id).ok());
        CPPUNIT_ASSERT(_host.verify("demo", "sesame") == KC_EDENIED);
    }

    void neverMixesUsersUp()
    {
        const std::vector<std::pair<std::string, std::string>> users{
            {"ann", "one"}, {"an", "none"}, {"bob", "two"}, {"a%", "three"}};
        for (const auto& [login, password] : users)
            CPPUNIT_ASSERT(_host.create(login, password).ok());
        for (int again = 0; again < 2; ++again)
            for (const auto& [login, own] : users)
                for (const auto& [owner, password] : users)
                    CPPUNIT_ASSERT_EQUAL(login == owner, _host.verify(login, password).ok());
    }

    // The class of CVE-2026-24031.
    void takesNamesLiterally()
    {
        CPPUNIT_ASSERT(_host.create("demo", "sesame").ok());
        for (const sv name : {sv{"%"}, sv{"dem_"}, sv{"' OR '1'='1"}, sv{"demo'--"},
                              sv{"demo\0", 5}, sv{" demo"}, sv{"?1"}, sv{"\xFF"}})
            CPPUNIT_ASSERT_MESSAGE(std::string{name}, _host.verify(name, "sesame") == KC_EDENIED);
    }

    void spendsTheSameOnUnknownUsers()
    {
        CPPUNIT_ASSERT(_host.create("demo", "sesame").ok());
        const auto cost = [&](sv login)
        {
            const auto begin = std::chrono::steady_clock::now();
            for (int i = 0; i < 5; ++i)
                (void)_host.verify(login, "wrong");
            return std::chrono::duration<double>{std::chrono::steady_clock::now() - begin}.count();
        };
        const double wrong = cost("demo");
        const double unknown = cost("nobody");
        // Without the same work it is a factor of a hundred and more.
        CPPUNIT_ASSERT(unknown > wrong / 5 && wrong > unknown / 5);
    }

private:
    UserDbHost _host;
};

CPPUNIT_TEST_SUITE_REGISTRATION(VerifierTest);

} // namespace kc::userdb::test
