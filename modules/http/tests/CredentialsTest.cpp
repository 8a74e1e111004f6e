// SPDX-License-Identifier: Apache-2.0
#include "Credentials.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace kc::httpd;

class CredentialsTest : public CPPUNIT_NS::TestFixture
{
    CPPUNIT_TEST_SUITE(CredentialsTest);
    CPPUNIT_TEST(readsUserAndPassword);
    CPPUNIT_TEST(refusesWhatIsNotExactlyBasic);
    CPPUNIT_TEST_SUITE_END();

    void readsUserAndPassword()
    {
        struct Case
        {
            const char *header, *user, *password;
        };

        const Case cases[]{{"Basic YW5uOnNlY3JldA==", "ann", "secret"},
                           {"basic  YW5uOg==", "ann", ""},
                           {"BASIC OnNlY3JldA==", "", "secret"},
                           {"Basic YW5uOmE6Yjpj", "ann", "a:b:c"},
                           {"Basic YW5uOsOkw7bDvA==", "ann", "äöü"}};
        for (const Case& c : cases)
        {
            const auto read = parseBasic(c.header);
            CPPUNIT_ASSERT_MESSAGE(c.header, read.has_value());
            CPPUNIT_ASSERT_EQUAL(std::string{c.user}, std::string{read->user()});
            CPPUNIT_ASSERT_EQUAL(std::string{c.password}, std::string{read->password()});
        }
    }

    void refusesWhatIsNotExactlyBasic()
    {
        for (const char* header :
             {"", "Basic", "Basic ", "Bearer YW5uOnNlY3JldA==", "Basic YW5uOnNlY3JldA",
              "Basic YW5uOnNlY3JldA=", "Basic YW5u", "Basic YW5u OnNl",
              "Basic YW5uOnNl*XQ=", "Basic YW5uOnNlY3JldB==" /* spare bits */,
              "Basic YW5uOgA=" /* NUL */, "Basic YW5uOgo=" /* LF */, "Basic ===="})
            CPPUNIT_ASSERT_MESSAGE(header, !parseBasic(header));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(CredentialsTest);
