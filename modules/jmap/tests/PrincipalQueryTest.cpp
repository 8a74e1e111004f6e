// SPDX-License-Identifier: Apache-2.0
// Principal/query: filters, order, pages; through the module.
#include "Doubles.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace kc::jmap;
using namespace kc::jmap::test;

class PrincipalQueryTest : public CPPUNIT_NS::TestFixture
{
    CPPUNIT_TEST_SUITE(PrincipalQueryTest);
    CPPUNIT_TEST(filtersAndSorts);
    CPPUNIT_TEST(refusesFiltersAndSortsItDoesNotKnow);
    CPPUNIT_TEST(givesThePageThatWasAskedFor);
    CPPUNIT_TEST(findsOneLoginWithoutListingAll);
    CPPUNIT_TEST_SUITE_END();

    std::unique_ptr<Server> _server;

    MemoryDirectory& directory() { return _server->directory; }

    Json ids(const Json& filter, const Json& sort = nullptr)
    {
        return _server->one("Principal/query", {{"filter", filter}, {"sort", sort}})["ids"];
    }

    void addPeople()
    {
        directory().entries.clear();
        directory().add({"ann", "Änne Öhm", "ann@x.org", "", ""});
        directory().add({"bob", "bob jones", "bob@y.org", "", ""});
        directory().add({"team", "Team", "team@x.org", "", "", KC_USER_GROUP});
        directory().add({"room", "", "room@x.org", "", "", KC_USER_SHARED});
    }

    void filtersAndSorts()
    {
        addPeople();
        const auto is = [](const Json& got, const char* expected)
        { CPPUNIT_ASSERT_EQUAL(Json::parse(expected).dump(), got.dump()); };
        is(ids(nullptr), R"(["p10","p11","p12","p13"])");
        is(ids({{"name", "äNNE"}}), R"(["p10"])");
        is(ids({{"email", "X.org"}}), R"(["p10","p12","p13"])");
        is(ids({{"text", "ROOM"}}), R"(["p13"])");
        is(ids({{"type", "individual"}}), R"(["p10","p11"])");
        is(ids({{"kc:kind", "shared"}}), R"(["p13"])");
        is(ids({{"email", "x.org"}, {"type", "group"}}), R"(["p12"])");
        is(ids({{"operator", "NOT"}, {"conditions", {{{"type", "group"}}, {{"name", "bob"}}}}}),
           R"(["p10","p13"])");
        is(ids({{"operator", "OR"}, {"conditions", {{{"type", "group"}}, {{"name", "bob"}}}}}),
           R"(["p11","p12"])");
        is(ids({{"operator", "AND"}, {"conditions", Json::array()}}),
           R"(["p10","p11","p12","p13"])");
        is(ids(nullptr, {{{"property", "kc:login"}, {"isAscending", false}}}),
           R"(["p12","p13","p11","p10"])");
        is(ids(nullptr, {{{"property", "type"}}, {{"property", "email"}, {"isAscending", false}}}),
           R"(["p12","p11","p10","p13"])");
    }

    void refusesFiltersAndSortsItDoesNotKnow()
    {
        struct Case
        {
            const char *arguments, *type;
        };

        const Case cases[]{
            {R"({"filter":{"x":"y"}})", "unsupportedFilter"},
            {R"({"filter":{"name":5}})", "invalidArguments"},
            {R"({"filter":[]})", "invalidArguments"},
            {R"({"filter":{"operator":"XOR","conditions":[]}})", "invalidArguments"},
            {R"({"filter":{"operator":"AND"}})", "invalidArguments"},
            {R"({"filter":{"operator":"AND","conditions":[5]}})", "invalidArguments"},
            {R"({"filter":{"operator":"AND","conditions":[{"x":"y"}]}})", "unsupportedFilter"},
            {R"({"sort":[{"property":"x"}]})", "unsupportedSort"},
            {R"({"sort":[{"property":"name","collation":"i;octet"}]})", "unsupportedSort"},
            {R"({"sort":[{"property":5}]})", "invalidArguments"},
            {R"({"sort":[5]})", "invalidArguments"},
            {R"({"sort":{}})", "invalidArguments"}};
        for (const Case& c : cases)
            CPPUNIT_ASSERT_EQUAL_MESSAGE(
                c.arguments, std::string{c.type},
                _server->one("Principal/query", Json::parse(c.arguments))["error"]["type"]
                    .get<std::string>());
    }

    void givesThePageThatWasAskedFor()
    {
        addPeople();

        struct Case
        {
            const char *arguments, *ids;
            std::uint64_t position;
        };

        const Case cases[]{
            {R"({"position":1,"limit":2})", R"(["p11","p12"])", 1},
            {R"({"position":-1})", R"(["p13"])", 3},
            {R"({"position":-9,"limit":1})", R"(["p10"])", 0},
            {R"({"position":4})", "[]", 4},
            {R"({"limit":0})", "[]", 0},
            {R"({"anchor":"p12","anchorOffset":-1,"position":9})", R"(["p11","p12","p13"])", 1},
            {R"({"anchor":"p10","anchorOffset":-5,"limit":1})", R"(["p10"])", 0}};
        for (const Case& c : cases)
        {
            const Json answer = _server->one("Principal/query", Json::parse(c.arguments));
            CPPUNIT_ASSERT_EQUAL_MESSAGE(c.arguments, std::string{c.ids}, answer["ids"].dump());
            CPPUNIT_ASSERT_MESSAGE(c.arguments, answer["position"] == c.position);
            CPPUNIT_ASSERT(!answer.contains("total"));
        }
        const Json counted =
            _server->one("Principal/query", {{"limit", 1}, {"calculateTotal", true}});
        CPPUNIT_ASSERT(counted["total"] == 4 && !counted.contains("limit"));
        CPPUNIT_ASSERT(_server->one("Principal/query", {{"anchor", "p99"}})["error"]["type"] ==
                       "anchorNotFound");
        CPPUNIT_ASSERT(_server->one("Principal/query", {{"limit", -1}})["error"]["type"] ==
                       "invalidArguments");
    }

    void findsOneLoginWithoutListingAll()
    {
        addPeople();
        directory().lists = 0;
        CPPUNIT_ASSERT(ids({{"kc:login", "bob"}}) == Json::array({"p11"}));
        CPPUNIT_ASSERT(ids({{"kc:login", "nobody"}}) == Json::array());
        CPPUNIT_ASSERT_EQUAL(0, directory().lists);
    }

public:
    void setUp() override { _server = std::make_unique<Server>(); }
};

CPPUNIT_TEST_SUITE_REGISTRATION(PrincipalQueryTest);
