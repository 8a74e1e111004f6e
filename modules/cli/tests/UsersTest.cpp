// SPDX-License-Identifier: Apache-2.0
// Users, groups, their stores and who may do what in them.
#include "CliFixture.h"

using namespace kc::cli;

class UsersTest : public CliFixture
{
    CPPUNIT_TEST_SUITE(UsersTest);
    CPPUNIT_TEST(listsThemWithTheirStores);
    CPPUNIT_TEST(readsLongListsPageByPage);
    CPPUNIT_TEST(showsOne);
    CPPUNIT_TEST(printsJson);
    CPPUNIT_TEST(keepsListsOfWhoMaySend);
    CPPUNIT_TEST(switchesFeatures);
    CPPUNIT_TEST(setsQuota);
    CPPUNIT_TEST(keepsGroups);
    CPPUNIT_TEST(makesDetachesAndAttachesStores);
    CPPUNIT_TEST(keepsPermissions);
    CPPUNIT_TEST(listsWhatHasNoOther);
    CPPUNIT_TEST(doesWhatIsAboutAll);
    CPPUNIT_TEST_SUITE_END();

public:
    void setUp() override
    {
        _server.add("p10", {{"kc:login", "ann"}, {"kc:kind", "active"}, {"name", "Ann"}});
        _server.add("p11", {{"kc:login", "bob"}, {"kc:kind", "active"}});
        _server.add("p12", {{"kc:login", "sales"}, {"kc:kind", "group"}});
    }

private:
    Json record(const char* login, const char* property) const
    {
        return principal(login).value(property, Json());
    }

    void listsThemWithTheirStores()
    {
        const std::string guid = _server.addStore("p10", "private");
        CPPUNIT_ASSERT_EQUAL(0, run({"--list-users"}));
        CPPUNIT_ASSERT(_out.starts_with("User list for Default (3):\n"));
        CPPUNIT_ASSERT(_out.find("             ann                 Ann                    "
                                 "        " +
                                 guid) != std::string::npos);
        CPPUNIT_ASSERT(_out.find("SYSTEM") < _out.find("             ann"));
        CPPUNIT_ASSERT(_out.find("sales") == std::string::npos);
        CPPUNIT_ASSERT_EQUAL(0, run({"--list-groups"}));
        CPPUNIT_ASSERT(_out.starts_with("Group list for Default (2):\n"));
        CPPUNIT_ASSERT_EQUAL(0, run({"--company", "Default", "--list-users"}));
        CPPUNIT_ASSERT(_out.starts_with("User list for Default (3):\n"));
        CPPUNIT_ASSERT_EQUAL(0, run({"--list-companies"}));
        CPPUNIT_ASSERT(_out.starts_with("Company list (0):\n"));
    }

    void readsLongListsPageByPage()
    {
        for (int i = 1000; i < 2100; ++i)
            _server.add("p" + std::to_string(i),
                        {{"kc:login", "u" + std::to_string(i)}, {"kc:kind", "active"}});
        CPPUNIT_ASSERT_EQUAL(0, run({"--list-users"}));
        CPPUNIT_ASSERT(_out.starts_with("User list for Default (1103):\n"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{3}, _server.requests.size());
    }

    void showsOne()
    {
        silently({"--group", "sales", "--add-user", "ann"});
        CPPUNIT_ASSERT_EQUAL(0, run({"--user", "ann"}));
        CPPUNIT_ASSERT(_out.starts_with("Name:                  ann\n"
                                        "Full name:             Ann\n"));
        CPPUNIT_ASSERT_EQUAL(0, run({"--group", "sales"}));
        CPPUNIT_ASSERT(_out.find("Users (1):\n") != std::string::npos);
        CPPUNIT_ASSERT_EQUAL(0, run({"--group", "sales", "--list-users"}));
        CPPUNIT_ASSERT(_out.starts_with("User list for sales (1):\n"));
        const std::string guid = _server.addStore("p10", "private");
        CPPUNIT_ASSERT_EQUAL(0, run({"--store", guid}));
        CPPUNIT_ASSERT(_out.starts_with("GUID:                         " + guid));
        refused({"--store", "x"}, "invalid store id: 'x'");
        refused({"--store", std::string(32, 'b')}, "no such store: '" + std::string(32, 'b') + "'");
    }

    void printsJson()
    {
        CPPUNIT_ASSERT_EQUAL(0, run({"--list-users", "--json"}));
        const Json list = Json::parse(_out)["users"];
        CPPUNIT_ASSERT(list.size() == 3 && list[1]["login"] == "ann" && list[1]["store"].is_null());
        CPPUNIT_ASSERT_EQUAL(0, run({"--user", "ann", "--json"}));
        CPPUNIT_ASSERT(Json::parse(_out)["fullname"] == "Ann");
        CPPUNIT_ASSERT_EQUAL(0, run({"--create", "carl", "--json"}));
        CPPUNIT_ASSERT(Json::parse(_out)["login"] == "carl");
        CPPUNIT_ASSERT_EQUAL(0, run({"--group", "sales", "--json"}));
        CPPUNIT_ASSERT(Json::parse(_out)["members"] == Json::array());
        CPPUNIT_ASSERT_EQUAL(0, run({"--list-orphans", "--json"}));
        CPPUNIT_ASSERT(Json::parse(_out)["usersWithoutStore"].size() == 3);
    }

    void keepsListsOfWhoMaySend()
    {
        silently({"--user", "ann", "--add-sendas", "bob", "--add-sendas", "sales"});
        CPPUNIT_ASSERT(record("ann", "kc:sendAs") == Json::parse(R"({"p11":true,"p12":true})"));
        refused({"--user", "ann", "--add-sendas", "bob"},
                "user 'bob' already in send-as for user 'ann'");
        silently({"--user", "ann", "--remove-sendas", "bob"});
        CPPUNIT_ASSERT(record("ann", "kc:sendAs") == Json::parse(R"({"p12":true})"));
        refused({"--user", "ann", "--remove-sendas", "bob"},
                "no user 'bob' in send-as for user 'ann'");
        refused({"--group", "sales", "--remove-sendas", "bob"},
                "no user 'bob' in send-as for group 'sales'");
        refused({"--user", "ann", "--add-sendas", "nobody"}, "no such user: 'nobody'");
    }

    void switchesFeatures()
    {
        silently({"--user", "ann", "--add-feature", "pop3"});
        refused({"--user", "ann", "--add-feature", "pop3"},
                "feature 'pop3' already enabled for user 'ann'");
        silently({"--user", "ann", "--remove-feature", "pop3"});
        CPPUNIT_ASSERT(record("ann", "kc:features") == Json::parse(R"({"pop3":false})"));
        refused({"--user", "ann", "--remove-feature", "pop3"},
                "no feature 'pop3' enabled for user 'ann'");
        refused({"--user", "ann", "--add-feature", "pop"}, "no such feature: 'pop'");
    }

    void setsQuota()
    {
        // Manual 6.2.5, with its misprint.
        CPPUNIT_ASSERT_EQUAL(0, run({"--user", "ann", "--quota-override", "yes", "--quota-hard",
                                     "30", "--quota-soft", "20", "--quota-warb", "10"}));
        CPPUNIT_ASSERT_EQUAL(std::string{"note: --quota-warb is taken as --quota-warn\n"}, _err);
        CPPUNIT_ASSERT(
            record("ann", "kc:quota") ==
            Json::parse(R"({"override":true,"warn":10485760,"soft":20971520,"hard":31457280})"));
        silently({"--user", "ann", "--quota-soft", "0"});
        CPPUNIT_ASSERT(
            record("ann", "kc:quota") ==
            Json::parse(R"({"override":true,"warn":10485760,"soft":0,"hard":31457280})"));
        silently({"--user", "ann", "--quota-override", "false"});
        CPPUNIT_ASSERT(record("ann", "kc:quota")["override"] == false);
    }

    void keepsGroups()
    {
        silently({"--create", "--group", "team", "--email", "team@x"});
        CPPUNIT_ASSERT(principal("team")["kc:kind"] == "group");
        refused({"--create", "--group", "team"}, "group 'team' already exists");
        silently({"--group", "team", "--add-user", "ann", "--add-user", "bob"});
        refused({"--group", "team", "--add-user", "ann"},
                "group 'team' already contains user 'ann'");
        silently({"--group", "team", "--remove-user", "ann"});
        refused({"--group", "team", "--remove-user", "ann"},
                "group 'team' does not contain user 'ann'");
        silently({"--delete", "--group", "team"});
        refused({"--group", "team"}, "no such group: 'team'");
    }

    void makesDetachesAndAttachesStores()
    {
        refused({"--user", "ann", "--unhook-store"}, "user 'ann' has no hooked store");
        silently({"--user", "ann", "--create-store"});
        refused({"--user", "ann", "--create-store"}, "user 'ann' already has store");
        const std::string guid = _server.stores.begin().key();
        refused({"--user", "bob", "--hook-store", guid},
                "store '" + guid + "' is no orphan: detach it first");
        refused({"--remove-store", guid}, "cannot remove store with GUID '" + guid + "'");
        silently({"--user", "ann", "--unhook-store"});
        CPPUNIT_ASSERT(_server.stores[guid]["owner"].is_null());
        silently({"--user", "bob", "--hook-store", guid});
        CPPUNIT_ASSERT(_server.stores[guid]["owner"] == "p11");
        silently({"--user", "bob", "--unhook-store"});
        refused({"--hook-store", guid}, "store '" + guid + "' is a private store");
        silently({"--remove-store", guid});
        CPPUNIT_ASSERT(_server.stores.empty());
        silently({"--create-store"});
        CPPUNIT_ASSERT(_server.sent("Store/set")["create"]["new"] ==
                       Json::parse(R"({"owner":"p1","type":"public"})"));
        refused({"--create-store"}, "public store already exists");
    }

    void keepsPermissions()
    {
        refused({"--user", "ann", "--add-permission", "bob:read"}, "no such right: 'read'");
        silently({"--user", "ann", "--add-permission", "bob:read_items"}); // makes the store
        silently({"--user", "ann", "--add-permission", "bob:folder_visible"});
        silently({"--user", "ann", "-f", "Inbox/a~b", "--add-permission", "sales:edit_own"});
        const std::string guid = _server.stores.begin().key();
        CPPUNIT_ASSERT(_server.stores[guid]["permissions"] ==
                       Json::parse(R"({"":{"p11":["read_items","folder_visible"]},
                                       "INBOX/a~b":{"p12":["edit_own"]}})"));
        silently({"--store", guid, "--remove-permission", "bob:read_items"});
        CPPUNIT_ASSERT(_server.stores[guid]["permissions"][""]["p11"] ==
                       Json::array({"folder_visible"}));
        silently({"--store", guid, "--remove-permission", "bob"});
        refused({"--store", guid, "--remove-permission", "bob"}, "no permissions for 'bob'");
        refused({"--add-permission", "bob:read_items"}, "no public store");
        _server.refusal = {{"type", "invalidProperties"}};
        refused({"--store", guid, "-f", "Gone", "--add-permission", "bob:read_items"},
                "no such folder: 'Gone'");
    }

    void listsWhatHasNoOther()
    {
        const std::string guid = _server.addStore("p10", "private");
        _server.stores[guid]["owner"] = nullptr;
        _server.addStore("p11", "private");
        CPPUNIT_ASSERT_EQUAL(0, run({"--list-orphans"}));
        CPPUNIT_ASSERT(_out.find("\t" + guid) != std::string::npos);
        CPPUNIT_ASSERT(_out.find("Users without stores (1):\n") != std::string::npos);
        CPPUNIT_ASSERT_EQUAL(0, run({"--list-stores"}));
        CPPUNIT_ASSERT(_out.starts_with("Store list (2):\n"));
    }

    void doesWhatIsAboutAll()
    {
        silently({"--sync"});
        silently({"--clear-cache"});
        CPPUNIT_ASSERT(_server.calls.back()[0] == "Directory/clearCache");
        CPPUNIT_ASSERT_EQUAL(0, run({"--purge-deferred"}));
        CPPUNIT_ASSERT_EQUAL(std::string{"Remaining deferred records: 0\n"}, _out);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(UsersTest);
