// SPDX-License-Identifier: Apache-2.0
// Directory/sync, /clearCache, /count, Store/flushDeferred and Node/get, through the module.
#include "Doubles.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace kc::jmap;
using namespace kc::jmap::test;

class DirectoryMethodsTest : public CPPUNIT_NS::TestFixture
{
    CPPUNIT_TEST_SUITE(DirectoryMethodsTest);
    CPPUNIT_TEST(countsUsers);
    CPPUNIT_TEST(syncsAndClears);
    CPPUNIT_TEST(isForAdministrators);
    CPPUNIT_TEST(namesTheNode);
    CPPUNIT_TEST_SUITE_END();

    static void countsUsers()
    {
        Server server;
        using Entry = MemoryDirectory::Entry;
        server.directory.add(Entry{"alpha", "", "", "", "", KC_USER_COMPANY, 0, 0, 1, 10});
        server.directory.add(Entry{"a", "", "", "", "", KC_USER_ACTIVE, 0, 0, 1, 10});
        server.directory.add(Entry{"b", "", "", "", "", KC_USER_ACTIVE});
        server.directory.add(Entry{"c", "", "", "", "", KC_USER_SHARED});
        server.directory.add(Entry{"d", "", "", "", "", KC_USER_ROOM, 0, 0, 1, 10});
        server.directory.add(Entry{"e", "", "", "", "", KC_USER_EQUIPMENT});
        server.directory.add(Entry{"f", "", "", "", "", KC_USER_CONTACT});
        CPPUNIT_ASSERT(
            server.one("Directory/count", Json::object()) ==
            Json::parse(
                R"({"accountId":"d0","active":2,"nonActive":3,"users":1,"rooms":1,"equipment":1,
                "total":5})"));
        const Json alpha = server.one("Directory/count", {{"company", "alpha"}});
        CPPUNIT_ASSERT(alpha["active"] == 1 && alpha["rooms"] == 1 && alpha["total"] == 2);
        CPPUNIT_ASSERT(server.one("Directory/count", {{"company", "p10"}})["total"] == 2);
        CPPUNIT_ASSERT(server.one("Directory/count", {{"company", "x"}})["error"]["type"] ==
                       "invalidArguments");
    }

    static void syncsAndClears()
    {
        Server server;
        const Json account{{"accountId", "d0"}};
        CPPUNIT_ASSERT(server.one("Directory/sync", Json::object()) == account);
        CPPUNIT_ASSERT(server.one("Directory/clearCache", Json::object()) == account);
        CPPUNIT_ASSERT_EQUAL(1, server.directory.syncs);
        CPPUNIT_ASSERT_EQUAL(1, server.directory.clearings);
        CPPUNIT_ASSERT(server.one("Store/flushDeferred", Json::object())["remaining"] == 0);
    }

    static void isForAdministrators()
    {
        Server server;
        const char* const methods[]{"Directory/sync", "Directory/clearCache", "Store/flushDeferred",
                                    "Directory/count", "Node/get"};
        server.who = {server.directory.add({"ann", "", "", "", ""}), "ann", 0};
        for (const char* method : methods)
            CPPUNIT_ASSERT_MESSAGE(method, server.one(method, Json::object())["error"]["type"] ==
                                               "forbidden");
        server.who.adminLevel = 1;
        server.directory.entries.at(10).adminLevel = 1;
        for (const char* method : {methods[0], methods[1], methods[2]})
            CPPUNIT_ASSERT_MESSAGE(method, server.one(method, Json::object())["error"]["type"] ==
                                               "forbidden");
        CPPUNIT_ASSERT_EQUAL(0, server.directory.syncs);
        server.used = {"urn:ietf:params:jmap:core", "urn:ietf:params:jmap:principals"};
        CPPUNIT_ASSERT(server.one("Directory/count", Json::object())["error"]["type"] ==
                       "unknownMethod");
    }

    static void namesTheNode()
    {
        Server server{{{"server_name", "mail1"}}};
        const Json all = server.one("Node/get", {{"ids", nullptr}});
        CPPUNIT_ASSERT(
            all["list"] ==
            Json::parse(R"([{"id":"n1","name":"mail1","url":"http://localhost","isThis":true}])"));
        const Json some = server.one("Node/get", {{"ids", {"n2", "n1"}}, {"properties", {"name"}}});
        CPPUNIT_ASSERT(some["list"] == Json::parse(R"([{"id":"n1","name":"mail1"}])"));
        CPPUNIT_ASSERT(some["notFound"] == Json::array({"n2"}));
        Server unnamed;
        CPPUNIT_ASSERT(unnamed.one("Node/get", Json::object())["list"][0]["name"] != "");
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(DirectoryMethodsTest);
