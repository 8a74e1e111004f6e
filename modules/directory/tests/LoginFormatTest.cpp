// SPDX-License-Identifier: Apache-2.0
#include "LoginFormat.h"

#include "Features.h"
#include "StoreName.h"

#include <cppunit/extensions/HelperMacros.h>

namespace kc::directory::test
{

class LoginFormatTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(LoginFormatTest);
    CPPUNIT_TEST(takesApartAndPutsTogether);
    CPPUNIT_TEST(refusesTextsOfAnotherForm);
    CPPUNIT_TEST(refusesFormatsThatCannotBeTakenApart);
    CPPUNIT_TEST(aFormatWithoutCompanySaysNone);
    CPPUNIT_TEST(addsAndTakesFeatures);
    CPPUNIT_TEST(namesStores);
    CPPUNIT_TEST_SUITE_END();

public:
    void takesApartAndPutsTogether()
    {
        const struct
        {
            const char *format, *login, *user, *company;
        } kCases[] = {
            {"%u@%c", "john@acme", "john", "acme"},
            {"%c\\%u", "acme\\john", "john", "acme"},
            {"%u@%c", "john@acme.example", "john", "acme.example"},
            {"%u@%c", "john@a@b", "john", "a@b"}, // the first place divides
            {"<%u at %c>", "<john at acme>", "john", "acme"},
            {"%c::%u", "acme::john", "john", "acme"},
        };
        for (const auto& each : kCases)
        {
            const auto format = LoginFormat::parse(each.format);
            CPPUNIT_ASSERT_MESSAGE(each.format, format && format->hasCompany());
            const auto parts = format->split(each.login);
            CPPUNIT_ASSERT_MESSAGE(each.login, parts.has_value());
            CPPUNIT_ASSERT_EQUAL(std::string{each.user}, std::string{parts->user});
            CPPUNIT_ASSERT_EQUAL(std::string{each.company}, std::string{parts->company});
            CPPUNIT_ASSERT_EQUAL(std::string{each.login},
                                 format->join(parts->user, parts->company));
        }
    }

    void refusesTextsOfAnotherForm()
    {
        for (const sv login : {"", "john", "@", "john@", "@acme", "acme\\john"})
            CPPUNIT_ASSERT_MESSAGE(std::string{login}, !LoginFormat::parse("%u@%c")->split(login));
        for (const sv login : {"john at acme", "<john at acme", "<>", "<", "< at >", "<at>"})
            CPPUNIT_ASSERT_MESSAGE(std::string{login},
                                   !LoginFormat::parse("<%u at %c>")->split(login));
    }

    void refusesFormatsThatCannotBeTakenApart()
    {
        for (const sv format : {"", "%c", "user", "%u%c", "%c%u", "%u=%c", "cn=%u,%c"})
            CPPUNIT_ASSERT_MESSAGE(std::string{format}, !LoginFormat::parse(format));
    }

    void aFormatWithoutCompanySaysNone()
    {
        const auto format = LoginFormat::parse("%u");
        CPPUNIT_ASSERT(format && !format->hasCompany() && !format->split("john@acme"));
        CPPUNIT_ASSERT_EQUAL(std::string{"john"}, format->join("john", "acme"));
    }

    void addsAndTakesFeatures()
    {
        const struct
        {
            const char *disabled, *on, *off, *expected;
        } kCases[] = {
            {"", "", "", "imap pop3 mobile outlook webapp"},
            {"imap pop3", "", "", "mobile outlook webapp"},
            {"imap pop3", "imap", "", "imap mobile outlook webapp"},
            {"imap pop3", "imap", "imap webapp", "mobile outlook"},
            {"imap pop3 mobile outlook webapp", "fax", "", ""},
        };
        for (const auto& each : kCases)
            CPPUNIT_ASSERT_EQUAL(std::string{each.expected},
                                 effectiveFeatures(each.disabled, each.on, each.off));
        CPPUNIT_ASSERT(unknownFeature("imap webapp") == "" && unknownFeature("imap fax") == "fax");
    }

    void namesStores()
    {
        const struct
        {
            const char *format, *fullname, *expected;
        } kCases[] = {
            {"%u", "John Doe", "john"},
            {"%f", "John Doe", "John Doe"},
            {"%f (%c)", "John Doe", "John Doe (Exampleorg)"},
            {"%f", "", "john"},
            {"  %c: %u ", "", "  Exampleorg: john "},
        };
        for (const auto& each : kCases)
        {
            CPPUNIT_ASSERT_MESSAGE(each.format, isStoreNameFormat(each.format));
            CPPUNIT_ASSERT_EQUAL(std::string{each.expected},
                                 storeName(each.format, "john", each.fullname, "Exampleorg"));
        }
        for (const sv wrong : {"", "%", "%x", "%f %", "100%"})
            CPPUNIT_ASSERT_MESSAGE(std::string{wrong}, !isStoreNameFormat(wrong));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(LoginFormatTest);

} // namespace kc::directory::test
