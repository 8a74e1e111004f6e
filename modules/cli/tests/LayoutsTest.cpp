// SPDX-License-Identifier: Apache-2.0
#include "Layouts.h"
#include "Details.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace kc::cli;

class LayoutsTest : public CPPUNIT_NS::TestFixture
{
    CPPUNIT_TEST_SUITE(LayoutsTest);
    CPPUNIT_TEST(listsUsersInFourColumns);
    CPPUNIT_TEST(listsGroups);
    CPPUNIT_TEST(listsCompanies);
    CPPUNIT_TEST(listsOrphansAndUsersWithoutStore);
    CPPUNIT_TEST(countsUsers);
    CPPUNIT_TEST(padsDetailsLikeTheManual);
    CPPUNIT_TEST(showsAllOfAUserWithAStore);
    CPPUNIT_TEST(saysWhatKindOfAdministrator);
    CPPUNIT_TEST(showsAGroup);
    CPPUNIT_TEST(showsACompany);
    CPPUNIT_TEST(showsAStore);
    CPPUNIT_TEST(countsCharactersAndPrintsNoControls);
    CPPUNIT_TEST_SUITE_END();

    static constexpr const char* kGuid = "5f0c6d1be23a4f7790aa41d27c3e8b15";

    static Principal named(const char* id, const char* login, const char* kind)
    {
        Principal one;
        one.id = id;
        one.login = login;
        one.kind = kind;
        return one;
    }

    static Principal admin()
    {
        Principal user = named("p10", "admin@example.com", "active");
        user.fullname = "Administrator";
        user.email = "admin@example.com";
        user.adminLevel = 2;
        return user;
    }

    static Store store()
    {
        Store one;
        one.guid = kGuid;
        one.type = "private";
        one.owner = "p10";
        one.name = "admin@example.com";
        one.octets = 3'670'016; // 3.5 MB
        one.permissions = {{"", "p11", {"folder_visible"}},
                           {"INBOX/Orders", "p11", {"read_items", "folder_visible"}},
                           {"INBOX/Orders", "p12", {"read_items"}}};
        return one;
    }

    void listsUsersInFourColumns()
    {
        Principal juergen = named("p11", "jürgen", "active");
        juergen.fullname = "Jürgen Groß";
        juergen.homeServer = "node1";
        Principal system = named("p2", "SYSTEM", "active");
        system.fullname = "SYSTEM";
        CPPUNIT_ASSERT_EQUAL(
            std::string{"User list for Default (2):\n"
                        "            User           Full Name          Homeserver"
                        "                                   Store\n"
                        "-------------------------------------------------------------"
                        "-----------------------------------\n"
                        "          SYSTEM              SYSTEM                    "
                        "                                        \n"
                        "          jürgen         Jürgen Groß               node1"
                        "        5f0c6d1be23a4f7790aa41d27c3e8b15\n"},
            userList("Default", {{system, juergen}, {{"p11", kGuid}}}));
    }

    void listsGroups()
    {
        CPPUNIT_ASSERT_EQUAL(std::string{"Group list for exampleorg (2):\n"
                                         "\t       Groupname\n"
                                         "\t----------------\n"
                                         "\t        Everyone\n"
                                         "\tgroup@exampleorg\n"},
                             groupList("exampleorg", {named("p1", "Everyone", "group"),
                                                      named("p5", "group@exampleorg", "group")}));
    }

    void listsCompanies()
    {
        CPPUNIT_ASSERT_EQUAL(
            std::string{"Company list (1):\n"
                        "\t                     Companyname            System Administrator\n"
                        "\t----------------------------------------------------------------\n"
                        "\t                      exampleorg                          SYSTEM\n"},
            companyList({named("p20", "exampleorg", "company")}, {{"p20", "SYSTEM"}}));
        CPPUNIT_ASSERT(companyList({}, {}).starts_with("Company list (0):\n"));
    }

    void listsOrphansAndUsersWithoutStore()
    {
        Store orphan = store();
        orphan.owner.clear();
        orphan.name = "gone";
        CPPUNIT_ASSERT_EQUAL(
            std::string{"Stores without users:\n"
                        "\t                      Store guid            Username      Last login"
                        "      Store size      Store type\n"
                        "\t------------------------------------------------------------------------"
                        "----------------------------\n"
                        "\t5f0c6d1be23a4f7790aa41d27c3e8b15                gone       <unknown>"
                        "         3.50 MB         private\n"
                        "Users without stores (1):\n"
                        "            User           Full Name          Homeserver"
                        "                                   Store\n"
                        "-------------------------------------------------------------"
                        "-----------------------------------\n"
                        "             ann                                        "
                        "                                        \n"},
            orphanList({orphan}, {{named("p3", "ann", "active")}, {}}));
    }

    void countsUsers()
    {
        CPPUNIT_ASSERT_EQUAL(std::string{"User counts:\n"
                                         "\t                  Used\n"
                                         "\t------------------------------------------\n"
                                         "\t      Active        27\n"
                                         "\t  Non-active         4\n"
                                         "\t    NA Users         1\n"
                                         "\t    NA Rooms         2\n"
                                         "\tNA Equipment         1\n"
                                         "\t       Total        31\n"},
                             userCount({27, 4, 1, 2, 1, 31}));
    }

    // Manual 6.2.6.
    void padsDetailsLikeTheManual()
    {
        Page page;
        page.self = admin();
        page.self.features = {"imap", "pop3"};
        CPPUNIT_ASSERT_EQUAL(std::string{"Name:                  admin@example.com\n"
                                         "Full name:             Administrator\n"
                                         "Email address:         admin@example.com\n"
                                         "Active:                yes\n"
                                         "Administrator:         yes (system)\n"
                                         "Address Book:          visible\n"
                                         "Features:              imap; pop3\n"
                                         "Current user store quota settings:\n"
                                         "    Quota overrides:   no\n"
                                         "    Warning level:     unlimited\n"
                                         "    Soft level:        unlimited\n"
                                         "    Hard level:        unlimited\n"
                                         "Groups (0):\n"
                                         "\t       Groupname\n"
                                         "\t----------------\n"
                                         "Permissions:\n"},
                             userDetails(page));
    }

    void showsAllOfAUserWithAStore()
    {
        Page page;
        page.self = admin();
        page.self.quota.isOverride = true;
        page.self.effective = {true, 1024 * 1024, 0, 2'621'440};
        page.self.relations["kc:sendAs"] = {"p12", "p11"};
        page.store = store();
        page.groups = {named("p1", "Everyone", "group")};
        page.names = {{"p11", "ann"}, {"p12", "bob"}};
        CPPUNIT_ASSERT_EQUAL(
            std::string{"Name:                  admin@example.com\n"
                        "Full name:             Administrator\n"
                        "Email address:         admin@example.com\n"
                        "Active:                yes\n"
                        "Administrator:         yes (system)\n"
                        "Address Book:          visible\n"
                        "Features:              \n"
                        "Store:                 5f0c6d1be23a4f7790aa41d27c3e8b15\n"
                        "Store size:            3.50 MB\n"
                        "Send-as:               ann, bob\n"
                        "Delegation:            \n"
                        "Auto-accept meeting requests: no\n"
                        "Out-Of-Office:         disabled\n"
                        "Current user store quota settings:\n"
                        "    Quota overrides:   yes\n"
                        "    Warning level:     1 MB\n"
                        "    Soft level:        unlimited\n"
                        "    Hard level:        2.50 MB\n"
                        "Groups (1):\n"
                        "\t       Groupname\n"
                        "\t----------------\n"
                        "\t        Everyone\n"
                        "Permissions:\n"
                        "    (store): ann:folder_visible\n"
                        "    INBOX/Orders: ann:read_items,folder_visible bob:read_items\n"},
            userDetails(page));
    }

    void saysWhatKindOfAdministrator()
    {
        Page page;
        page.self = admin();
        for (const auto& [level, text] :
             {std::pair{0U, "no\n"}, {1U, "yes\n"}, {2U, "yes (system)\n"}})
        {
            page.self.adminLevel = level;
            CPPUNIT_ASSERT(userDetails(page).find("Administrator:         " + std::string{text}) !=
                           std::string::npos);
        }
        page.self.kind = "shared";
        page.self.isHidden = true;
        CPPUNIT_ASSERT(userDetails(page).find("Active:                no\n") != std::string::npos);
        CPPUNIT_ASSERT(userDetails(page).find("Address Book:          hidden\n") !=
                       std::string::npos);
    }

    void showsAGroup()
    {
        Page page;
        page.self = named("p5", "group@x", "group");
        page.self.email = "group@x.org";
        page.members = {named("p11", "ann@x", "active")};
        CPPUNIT_ASSERT_EQUAL(std::string{"Name:           group@x\n"
                                         "Email address:  group@x.org\n"
                                         "Address Book:   visible\n"
                                         "Send-as:        \n"
                                         "Users (1):\n"
                                         "            User           Full Name          Homeserver"
                                         "                                   Store\n"} +
                                 std::string(96, '-') + "\n           ann@x" +
                                 std::string(80, ' ') + "\n",
                             groupDetails(page));
    }

    void showsACompany()
    {
        Page page;
        page.self = named("p20", "exampleorg", "company");
        page.self.relations = {{"kc:administrators", {"p11"}},
                               {"kc:viewers", {"p21"}},
                               {"kc:companyQuotaRecipients", {"p2"}},
                               {"kc:systemAdministrator", {"p11"}}};
        page.names = {{"p2", "SYSTEM"}, {"p11", "ann@other"}, {"p21", "other"}};
        page.self.quota = {true, 1024 * 1024, 0, 0};
        page.self.effective = page.self.quota;
        page.self.memberQuota = {false, 0, 0, 0};
        page.store = store();
        page.store->permissions.clear();
        CPPUNIT_ASSERT_EQUAL(std::string{"Name:                         exampleorg\n"
                                         "Sysadmin:                     ann@other\n"
                                         "Address Book:                 visible\n"
                                         "Public store:                 "
                                         "5f0c6d1be23a4f7790aa41d27c3e8b15\n"
                                         "Public store size:            3.50 MB\n"
                                         "Remote-admin list:            ann@other\n"
                                         "Remote-view list:             other\n"
                                         "Userquota-recipient list:     \n"
                                         "Companyquota-recipient list:  \n"
                                         "Current company quota settings:\n"
                                         "    Quota overrides:          yes\n"
                                         "    Warning level:            1 MB\n"
                                         "    Soft level:               unlimited\n"
                                         "    Hard level:               unlimited\n"
                                         "Default user quota settings:\n"
                                         "    Quota overrides:          no\n"
                                         "    Warning level:            unlimited\n"
                                         "    Soft level:               unlimited\n"
                                         "    Hard level:               unlimited\n"
                                         "Permissions:\n"},
                             companyDetails(page, true));
        CPPUNIT_ASSERT_EQUAL(std::string::npos, companyDetails(page, false).find("Remote"));
    }

    void showsAStore()
    {
        CPPUNIT_ASSERT_EQUAL(
            std::string{"GUID:                         5f0c6d1be23a4f7790aa41d27c3e8b15\n"
                        "Type:                         private\n"
                        "User:                         admin@example.com\n"
                        "Size:                         3.50 MB\n"
                        "Permissions:\n"
                        "    (store): ann:folder_visible\n"
                        "    INBOX/Orders: ann:read_items,folder_visible p12:read_items\n"},
            storeDetails(store(), {{"p11", "ann"}}));
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
