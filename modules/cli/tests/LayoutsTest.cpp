// SPDX-License-Identifier: Apache-2.0
#include "Layouts.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace kc::cli;

class LayoutsTest : public CPPUNIT_NS::TestFixture
{
    CPPUNIT_TEST_SUITE(LayoutsTest);
    CPPUNIT_TEST(listsUsersInFourColumns);
    CPPUNIT_TEST(padsDetailsLikeTheManual);
    CPPUNIT_TEST(saysWhatKindOfAdministrator);
    CPPUNIT_TEST(countsCharactersAndPrintsNoControls);
    CPPUNIT_TEST_SUITE_END();

    static User admin()
    {
        return {"p10", "admin@example.com", "Administrator", "admin@example.com", "", true, false,
                2};
    }

    void listsUsersInFourColumns()
    {
        const std::string expected = "User list for Default (2):\n"
                                     "            User           Full Name          Homeserver"
                                     "                                   Store\n"
                                     "-------------------------------------------------------------"
                                     "---------------------------"
                                     "--------\n"
                                     "          SYSTEM              SYSTEM                    "
                                     "                                        \n"
                                     "           jürgen         Jürgen Groß               node1"
                                     "                                        \n";
        User juergen{"p11", "jürgen", "Jürgen Groß", "", "node1"};
        std::string list = userList("Default", {{"p2", "SYSTEM", "SYSTEM", "", ""}, juergen});
        // The literal above is padded by eye for the name with two octets for one character.
        std::string wanted = expected;
        wanted.replace(wanted.find("           jürgen"), 11, "          ");
        CPPUNIT_ASSERT_EQUAL(wanted, list);
    }

    // Manual 6.2.6.
    void padsDetailsLikeTheManual()
    {
        CPPUNIT_ASSERT_EQUAL(std::string{"Name:                  admin@example.com\n"
                                         "Full name:             Administrator\n"
                                         "Email address:         admin@example.com\n"
                                         "Active:                yes\n"
                                         "Administrator:         yes (system)\n"
                                         "Address Book:          visible\n"
                                         "Current user store quota settings:\n"
                                         "    Quota overrides:   no\n"
                                         "    Warning level:     unlimited\n"
                                         "    Soft level:        unlimited\n"
                                         "    Hard level:        unlimited\n"},
                             userDetails(admin()));
    }

    void saysWhatKindOfAdministrator()
    {
        User user = admin();
        for (const auto& [level, text] :
             {std::pair{0, ": no\n"}, {1, ": yes\n"}, {2, ": yes (system)\n"}})
        {
            user.adminLevel = static_cast<std::uint64_t>(level);
            std::string details = userDetails(user);
            std::erase(details, ' ');
            std::string wanted = "Administrator" + std::string{text};
            std::erase(wanted, ' ');
            CPPUNIT_ASSERT(details.find(wanted) != std::string::npos);
        }
        user.isActive = false;
        user.isHidden = true;
        CPPUNIT_ASSERT(userDetails(user).find("Active:                no\n") != std::string::npos);
        CPPUNIT_ASSERT(userDetails(user).find("Address Book:          hidden\n") !=
                       std::string::npos);
    }

    void countsCharactersAndPrintsNoControls()
    {
        CPPUNIT_ASSERT_EQUAL(std::string{"  äö"}, alignRight("äö", 4));
        CPPUNIT_ASSERT_EQUAL(std::string{"äö  "}, alignLeft("äö", 4));
        CPPUNIT_ASSERT_EQUAL(std::string{"abcde"}, alignRight("abcde", 4));
        CPPUNIT_ASSERT_EQUAL(std::string{"a?[2J?"}, alignLeft("a\x1B[2J\n", 0));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(LayoutsTest);
