// SPDX-License-Identifier: Apache-2.0
// Companies: manual 6.2.2.5, 6.2.3 and 6.2.5.
#include "CliFixture.h"

using namespace kc::cli;

class CompaniesTest : public CliFixture
{
    CPPUNIT_TEST_SUITE(CompaniesTest);
    CPPUNIT_TEST(needsTenants);
    CPPUNIT_TEST(makesThePublicStoreToo);
    CPPUNIT_TEST(listsEachByItself);
    CPPUNIT_TEST(keepsViewsAndAdministrators);
    CPPUNIT_TEST(tellsItsOwnQuotaFromThatOfItsUsers);
    CPPUNIT_TEST(warnsOfAStoreForNobody);
    CPPUNIT_TEST_SUITE_END();

public:
    void setUp() override { _server.isHosted = true; }

private:
    void addCompanies()
    {
        for (const char* name : {"alpha", "beta"})
            silently({"--create", "--company", name});
        for (Json& company : _server.principals)
            if (company["kc:kind"] == "company")
                company["kc:companyId"] = company["id"];
        const std::string alpha = principal("alpha")["id"];
        _server.add("p10",
                    {{"kc:login", "ann@alpha"}, {"kc:kind", "active"}, {"kc:company", alpha}});
    }

    void needsTenants()
    {
        _server.isHosted = false;
        refused({"--create", "--company", "x"}, "cannot create company in single-tenant mode");
        refused({"--delete", "--company", "x"}, "cannot remove company in single-tenant mode");
        refused({"--company", "x"}, "no such company: 'x'");
        CPPUNIT_ASSERT_EQUAL(0, run({"--company", "Default"}));
        CPPUNIT_ASSERT(_out.starts_with("Name:                         Default\n"));
    }

    void makesThePublicStoreToo()
    {
        silently({"--company", "alpha", "--create"});
        const std::string id = principal("alpha")["id"];
        CPPUNIT_ASSERT(_server.sent("Store/set")["create"]["new"] ==
                       Json({{"owner", id}, {"type", "public"}}));
        refused({"--create", "--company", "alpha"}, "company 'alpha' already exists");
        refused({"--create-store", "--company", "alpha"},
                "public store already exists for company 'alpha'");
        refused({"--create-store", "--company", "x"}, "no such company: 'x'");
        silently({"--unhook-store", "--company", "alpha"});
        refused({"--unhook-store", "--company", "alpha"},
                "no hooked public store for company 'alpha'");
        silently({"--delete", "--company", "alpha"});
        refused({"--delete", "--company", "alpha"}, "no such company: 'alpha'");
    }

    void listsEachByItself()
    {
        CPPUNIT_ASSERT_EQUAL(0, run({"--list-companies"}));
        CPPUNIT_ASSERT(_out.starts_with("Company list (0):\n"));
        addCompanies();
        CPPUNIT_ASSERT_EQUAL(0, run({"--list-companies"}));
        CPPUNIT_ASSERT(_out.starts_with("Company list (2):\n"));
        CPPUNIT_ASSERT(_out.find("alpha                          SYSTEM\n") != std::string::npos);
        CPPUNIT_ASSERT_EQUAL(0, run({"--list-users"}));
        CPPUNIT_ASSERT(_out.starts_with("User list for alpha (2):\n"));
        CPPUNIT_ASSERT(_out.find("\n\nUser list for beta (1):\n") != std::string::npos);
        CPPUNIT_ASSERT_EQUAL(0, run({"--list-users", "--json"}));
        CPPUNIT_ASSERT(Json::parse(_out)["users"].size() == 2);
        CPPUNIT_ASSERT_EQUAL(0, run({"--list-groups", "--company", "alpha"}));
        CPPUNIT_ASSERT(_out.starts_with("Group list for alpha (1):\n"));
    }

    void keepsViewsAndAdministrators()
    {
        addCompanies();
        silently({"--add-view", "beta", "--company", "alpha"});
        refused({"--add-view", "beta", "--company", "alpha"},
                "company 'beta' already in view-list for company 'alpha'");
        silently({"--add-admin", "ann@alpha", "--company", "beta"});
        refused({"--add-admin", "ann@alpha", "--company", "beta"},
                "user 'ann@alpha' already admin for company 'beta'");
        refused({"--add-admin", "alpha", "--company", "beta"},
                "no such user: 'alpha' (names are written as %u@%c here)");
        silently({"--admin", "ann@alpha", "--company", "beta"});
        silently({"--add-companyquota-recipient", "ann@alpha", "--company", "beta"});
        refused({"--remove-userquota-recipient", "ann@alpha", "--company", "beta"},
                "user 'ann@alpha' not in userquota recipients");
        CPPUNIT_ASSERT_EQUAL(0, run({"--company", "beta"}));
        CPPUNIT_ASSERT(_out.find("Sysadmin:                     ann@alpha\n") != std::string::npos);
        CPPUNIT_ASSERT(_out.find("Remote-admin list:            ann@alpha\n") != std::string::npos);
        CPPUNIT_ASSERT_EQUAL(0, run({"--company", "alpha"}));
        CPPUNIT_ASSERT(_out.find("Remote-view list:             beta\n") != std::string::npos);
        silently({"--remove-view", "beta", "--company", "alpha"});
        refused({"--remove-view", "beta", "--company", "alpha"},
                "company 'beta' not in view-list for company 'alpha'");
        silently({"--remove-admin", "ann@alpha", "--company", "beta"});
        refused({"--remove-admin", "ann@alpha", "--company", "beta"},
                "user 'ann@alpha' no admin for company 'beta'");
    }

    void tellsItsOwnQuotaFromThatOfItsUsers()
    {
        struct Case
        {
            std::vector<std::string> words;
            const char *own, *members;
        };

        const char* const nothing = "null";
        const Case cases[]{{{"--quota-override", "yes", "--quota-warn", "1"},
                            R"({"override":true,"warn":1048576,"soft":0,"hard":0})",
                            nothing},
                           {{"--quota-warn", "1"},
                            R"({"override":true,"warn":1048576,"soft":0,"hard":0})",
                            nothing},
                           {{"--quota-override", "yes", "--quota-hard", "3", "--quota-soft", "2",
                             "--quota-warn", "1"},
                            nothing,
                            R"({"override":true,"warn":1048576,"soft":2097152,"hard":3145728})"},
                           {{"--company-quota-hard", "3"},
                            R"({"override":true,"warn":0,"soft":0,"hard":3145728})",
                            nothing},
                           {{"--member-quota-warn", "1", "--quota-warn", "2"},
                            R"({"override":true,"warn":2097152,"soft":0,"hard":0})",
                            R"({"override":true,"warn":1048576,"soft":0,"hard":0})"},
                           {{"--quota-override", "no"},
                            R"({"override":false,"warn":0,"soft":0,"hard":0})",
                            R"({"override":false,"warn":0,"soft":0,"hard":0})"}};
        for (const Case& c : cases)
        {
            _server.add("p20", {{"kc:login", "alpha"}, {"kc:kind", "company"}});
            std::vector<std::string> words{"--company", "alpha"};
            words.insert(words.end(), c.words.begin(), c.words.end());
            silently(words);
            CPPUNIT_ASSERT(principal("alpha").value("kc:quota", Json()) == Json::parse(c.own));
            CPPUNIT_ASSERT(principal("alpha").value("kc:memberQuota", Json()) ==
                           Json::parse(c.members));
        }
    }

    void warnsOfAStoreForNobody()
    {
        CPPUNIT_ASSERT_EQUAL(0, run({"--create-store"}));
        CPPUNIT_ASSERT_EQUAL(
            std::string{"warning: tenants are on: this public store is only used without them\n"},
            _err);
        CPPUNIT_ASSERT(_server.sent("Store/set")["create"]["new"]["owner"] == "p1");
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(CompaniesTest);
