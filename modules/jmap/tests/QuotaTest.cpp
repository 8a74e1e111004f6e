// SPDX-License-Identifier: Apache-2.0
// Quota/get, /query, /changes (RFC 9425), through the module.
#include "Doubles.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace kc::jmap;
using namespace kc::jmap::test;

class QuotaTest : public CPPUNIT_NS::TestFixture
{
    CPPUNIT_TEST_SUITE(QuotaTest);
    CPPUNIT_TEST(showsOnesOwn);
    CPPUNIT_TEST(hasNoneWithoutALimit);
    CPPUNIT_TEST(tellsWhatHasChanged);
    CPPUNIT_TEST(showsThoseThatOneAdministers);
    CPPUNIT_TEST(filtersAndSorts);
    CPPUNIT_TEST(refusesOtherAccounts);
    CPPUNIT_TEST(tellsAFaultFromNothing);
    CPPUNIT_TEST_SUITE_END();

    std::unique_ptr<Server> _server;

    Json one(const std::string& method, const std::string& account, Json arguments = Json::object())
    {
        arguments["accountId"] = account;
        return _server->one(method, arguments);
    }

    void limit(std::uint64_t used, std::uint64_t warn, std::uint64_t soft, std::uint64_t hard)
    {
        _server->store.octets = used;
        _server->directory.globalQuota = {0, warn, soft, hard};
    }

    /// p10 alpha, p11 beta; in them p12 ann (level 1) and p13 bob.
    void addCompanies()
    {
        auto& directory = _server->directory;
        directory.add({"alpha", "", "", "", "", KC_USER_COMPANY, 0, 0, 1, 10});
        directory.add({"beta", "", "", "", "", KC_USER_COMPANY, 0, 0, 1, 11});
        directory.add({"ann@alpha", "", "", "", "", KC_USER_ACTIVE, 1, 0, 1, 10});
        directory.add({"bob@beta", "", "", "", "", KC_USER_ACTIVE, 0, 0, 1, 11});
        directory.entries.at(10).quota = {1, 1000, 0, 0};
        directory.globalQuota = {0, 10, 20, 30};
        _server->stores.add({KC_STORE_PRIVATE, 12, 700, 7});
        _server->stores.add({KC_STORE_PUBLIC, 10, 50, 1});
        _server->stores.add({KC_STORE_PRIVATE, 13, 5, 1});
    }

    void showsOnesOwn()
    {
        _server->who = {_server->directory.add({"ann", "", "", "", ""}), "ann", 0};
        _server->used = {"urn:ietf:params:jmap:core", "urn:ietf:params:jmap:quota"};
        limit(700, 1000, 0, 2000);
        CPPUNIT_ASSERT(one("Quota/get", "a10") == Json::parse(R"({"accountId":"a10",
            "state":"700-1000-0-2000","notFound":[],"list":[{"id":"q10","resourceType":"octets",
            "used":700,"hardLimit":2000,"scope":"account","name":"ann","types":["Email"],
            "warnLimit":1000,"softLimit":null,"description":null}]})"));
        const Json some =
            one("Quota/get", "a10", {{"ids", {"q10", "q11", "x"}}, {"properties", {"used"}}});
        CPPUNIT_ASSERT(some["list"] == Json::parse(R"([{"id":"q10","used":700}])"));
        CPPUNIT_ASSERT(some["notFound"] == Json::array({"q11", "x"}));
        CPPUNIT_ASSERT(one("Quota/query", "a10")["ids"] == Json::array({"q10"}));
    }

    void hasNoneWithoutALimit()
    {
        _server->who = {_server->directory.add({"ann", "", "", "", ""}), "ann", 0};
        limit(700, 0, 0, 0);
        CPPUNIT_ASSERT(one("Quota/get", "a10")["list"].empty());
        limit(700, 0, 5, 0);
        CPPUNIT_ASSERT(one("Quota/get", "a10")["list"][0]["hardLimit"] == 9007199254740991);
    }

    void tellsWhatHasChanged()
    {
        _server->who = {_server->directory.add({"ann", "", "", "", ""}), "ann", 0};
        limit(700, 1000, 0, 2000);
        struct Case
        {
            const char* since;
            const char* changes;
        };
        const Case cases[]{
            {"700-1000-0-2000",
             R"({"created":[],"updated":[],"destroyed":[],"updatedProperties":null})"},
            {"1-1000-0-2000",
             R"({"created":[],"updated":["q10"],"destroyed":[],"updatedProperties":["used"]})"},
            {"700-999-0-2000",
             R"({"created":[],"updated":["q10"],"destroyed":[],"updatedProperties":null})"},
            {"0-0-0-0",
             R"({"created":["q10"],"updated":[],"destroyed":[],"updatedProperties":null})"}};
        for (const Case& c : cases)
        {
            Json answer = one("Quota/changes", "a10", {{"sinceState", c.since}});
            CPPUNIT_ASSERT_MESSAGE(c.since, answer["newState"] == "700-1000-0-2000");
            CPPUNIT_ASSERT_MESSAGE(c.since, answer["hasMoreChanges"] == false);
            for (const char* name : {"accountId", "oldState", "newState", "hasMoreChanges"})
                answer.erase(name);
            CPPUNIT_ASSERT_EQUAL_MESSAGE(c.since, Json::parse(c.changes).dump(), answer.dump());
        }
        limit(700, 0, 0, 0);
        CPPUNIT_ASSERT(
            one("Quota/changes", "a10", {{"sinceState", "700-1000-0-2000"}})["destroyed"] ==
            Json::array({"q10"}));
        for (const char* since :
             {"", "x", "1-2-3", "01-2-3-4", "1-2-3-4-5", "1-2-3-99999999999999999999"})
            CPPUNIT_ASSERT_MESSAGE(
                since, one("Quota/changes", "a10", {{"sinceState", since}})["error"]["type"] ==
                           "cannotCalculateChanges");
        CPPUNIT_ASSERT(one("Quota/changes", "a10",
                           {{"sinceState", "0-0-0-0"}, {"maxChanges", 0}})["error"]["type"] ==
                       "invalidArguments");
    }

    void showsThoseThatOneAdministers()
    {
        addCompanies();
        const Json all = one("Quota/get", "d0", {{"properties", {"scope", "used", "warnLimit"}}});
        CPPUNIT_ASSERT_EQUAL(
            std::string{R"([{"id":"q10","scope":"domain","used":750,"warnLimit":1000},)"
                        R"({"id":"q11","scope":"domain","used":5,"warnLimit":10},)"
                        R"({"id":"q12","scope":"account","used":700,"warnLimit":10},)"
                        R"({"id":"q13","scope":"account","used":5,"warnLimit":10}])"},
            all["list"].dump());
        CPPUNIT_ASSERT(
            one("Quota/changes", "d0", {{"sinceState", all["state"]}})["error"]["type"] ==
            "cannotCalculateChanges");
        _server->who = {12, "ann@alpha", 1};
        const Json some = one("Quota/get", "d10", {{"ids", {"q10", "q12", "q13"}}});
        CPPUNIT_ASSERT(some["list"].size() == 2 && some["notFound"] == Json::array({"q13"}));
        _server->who = {13, "bob@beta", 0};
        CPPUNIT_ASSERT(one("Quota/get", "d11")["list"].empty());
    }

    void filtersAndSorts()
    {
        addCompanies();
        const auto ids = [&](const Json& filter, const Json& sort = nullptr) {
            return one("Quota/query", "d0", {{"filter", filter}, {"sort", sort}})["ids"].dump();
        };
        CPPUNIT_ASSERT_EQUAL(std::string{R"(["q10","q11"])"}, ids({{"scope", "domain"}}));
        CPPUNIT_ASSERT_EQUAL(std::string{R"(["q10","q12"])"}, ids({{"name", "ALPHA"}}));
        CPPUNIT_ASSERT_EQUAL(std::string{"[]"}, ids({{"type", "Calendar"}}));
        CPPUNIT_ASSERT_EQUAL(std::string{"[]"}, ids({{"resourceType", "count"}}));
        CPPUNIT_ASSERT_EQUAL(std::string{R"(["q10","q12","q13","q11"])"},
                             ids({{"type", "Email"}, {"resourceType", "octets"}},
                                 {{{"property", "used"}, {"isAscending", false}},
                                  {{"property", "name"}, {"isAscending", false}}}));
        CPPUNIT_ASSERT(one("Quota/query", "d0", {{"filter", {{"used", 5}}}})["error"]["type"] ==
                       "unsupportedFilter");
        CPPUNIT_ASSERT(one("Quota/query", "d0", {{"filter", {{"name", 5}}}})["error"]["type"] ==
                       "invalidArguments");
        CPPUNIT_ASSERT(
            one("Quota/query", "d0", {{"sort", {{{"property", "scope"}}}}})["error"]["type"] ==
            "unsupportedSort");
        CPPUNIT_ASSERT(one("Quota/queryChanges", "d0")["error"]["type"] ==
                       "cannotCalculateChanges");
    }

    void refusesOtherAccounts()
    {
        addCompanies();
        _server->who = {13, "bob@beta", 0};
        for (const char* account : {"a12", "d10", "d0", "x", ""})
            CPPUNIT_ASSERT_MESSAGE(account,
                                   one("Quota/get", account)["error"]["type"] == "accountNotFound");
    }

    void tellsAFaultFromNothing()
    {
        addCompanies();
        _server->stores.isDown = true;
        CPPUNIT_ASSERT(one("Quota/get", "d0")["error"]["type"] == "serverUnavailable");
        _server->who = {12, "ann@alpha", 1};
        _server->store.isDown = true;
        _server->directory.globalQuota = {0, 1, 0, 0};
        CPPUNIT_ASSERT(one("Quota/get", "a12")["error"]["type"] == "serverUnavailable");
        Server without{{}, Server::Storage::None};
        CPPUNIT_ASSERT(without.one("Quota/get", Json::object())["error"]["type"] ==
                       "accountNotSupportedByMethod");
    }

public:
    void setUp() override { _server = std::make_unique<Server>(); }
};

CPPUNIT_TEST_SUITE_REGISTRATION(QuotaTest);
