// SPDX-License-Identifier: Apache-2.0
#include <kc/descriptor/NearestName.h>

#include <cppunit/extensions/HelperMacros.h>

using namespace kc::descriptor;

namespace
{

class NearestNameTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(NearestNameTest);
    CPPUNIT_TEST(countsEdits);
    CPPUNIT_TEST(suggestsWhatIsNearOnly);
    CPPUNIT_TEST_SUITE_END();

public:
    void countsEdits()
    {
        struct Case
        {
            kc::sv a, b;
            std::size_t distance;
        };
        for (const Case& each :
             {Case{"", "", 0}, Case{"a", "", 1}, Case{"", "abc", 3}, Case{"ldap", "ldpa", 1},
              Case{"kitten", "sitting", 3}, Case{"ldap_urii", "ldap_uri", 1},
              Case{"abcdef", "ghijkl", 4}, Case{"a", "abcdefgh", 4}})
            CPPUNIT_ASSERT_EQUAL_MESSAGE(std::string{each.a}, each.distance,
                                         editDistance(each.a, each.b, 3));
    }

    void suggestsWhatIsNearOnly()
    {
        const std::vector<std::string> known{"ldap", "db", "unix", "log_level", "log_method"};
        CPPUNIT_ASSERT_EQUAL(std::string{"ldap"}, nearestName("ldpa", known));
        CPPUNIT_ASSERT_EQUAL(std::string{"log_level"}, nearestName("loglevel", known));
        CPPUNIT_ASSERT_EQUAL(std::string{"db"}, nearestName("dbx", known));
        CPPUNIT_ASSERT_EQUAL(std::string{}, nearestName("postgres", known));
        CPPUNIT_ASSERT_EQUAL(std::string{"; did you mean unix?"}, suggestion("unxi", known));
        CPPUNIT_ASSERT_EQUAL(std::string{}, suggestion("x", {}));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(NearestNameTest);

} // namespace
