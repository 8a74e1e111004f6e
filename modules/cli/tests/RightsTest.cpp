// SPDX-License-Identifier: Apache-2.0
#include "Rights.h"

#include "Failure.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace kc::cli;

class RightsTest : public CPPUNIT_NS::TestFixture
{
    CPPUNIT_TEST_SUITE(RightsTest);
    CPPUNIT_TEST(takesApartAtTheLastColon);
    CPPUNIT_TEST(joinsAndTakesAway);
    CPPUNIT_TEST_SUITE_END();

    using Rights = std::vector<std::string>;

    void takesApartAtTheLastColon()
    {
        const Grant grant = parseGrant("a:b@c:read_items,folder_visible");
        CPPUNIT_ASSERT_EQUAL(std::string{"a:b@c"}, grant.member);
        CPPUNIT_ASSERT((grant.rights == Rights{"read_items", "folder_visible"}));
        CPPUNIT_ASSERT(parseGrant("john").rights.empty());
        for (const char* text : {"a:", "a:read_items,", "a:,", "a:read", ":"})
            CPPUNIT_ASSERT_THROW_MESSAGE(text, parseGrant(text), Failure);
    }

    void joinsAndTakesAway()
    {
        const Rights some{"edit_own", "read_items"};
        CPPUNIT_ASSERT((joined(some, {"read_items", "delete_own"}) ==
                        Rights{"read_items", "edit_own", "delete_own"}));
        CPPUNIT_ASSERT((without(some, {"edit_own"}) == Rights{"read_items"}));
        CPPUNIT_ASSERT(without(some, {}).empty());
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(RightsTest);
