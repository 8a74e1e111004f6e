// SPDX-License-Identifier: Apache-2.0
// Principal/get, /query and /set, through the module.
#include "Doubles.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace kc::jmap;
using namespace kc::jmap::test;

class PrincipalTest : public CPPUNIT_NS::TestFixture
{
    CPPUNIT_TEST_SUITE(PrincipalTest);
    CPPUNIT_TEST(createsAndShowsAUser);
    CPPUNIT_TEST(neverShowsAPassword);
    CPPUNIT_TEST(saysWhoHasTheLoginOrAddressAlready);
    CPPUNIT_TEST(namesInvalidProperties);
    CPPUNIT_TEST(updatesOnlyWhatThePatchNames);
    CPPUNIT_TEST(destroysThePrincipalAndNothingElse);
    CPPUNIT_TEST(followsCreationIds);
    CPPUNIT_TEST(letsOnlyAdministratorsChange);
    CPPUNIT_TEST(keepsAnAdministratorBelowHisOwnLevel);
    CPPUNIT_TEST(leavesTheBuiltInOnesAlone);
    CPPUNIT_TEST(changesItsStateWhenSomethingChanges);
    CPPUNIT_TEST(refusesADirectoryThatIsNotItsOwn);
    CPPUNIT_TEST(tellsAFaultFromARefusal);
    CPPUNIT_TEST(saysThatPartOfItHappened);
    CPPUNIT_TEST(getsEachOnceAndNamesTheMissing);
    CPPUNIT_TEST(hidesWhatTheCallerMayNotKnow);
    CPPUNIT_TEST(filtersAndSorts);
    CPPUNIT_TEST(refusesFiltersAndSortsItDoesNotKnow);
    CPPUNIT_TEST(givesThePageThatWasAskedFor);
    CPPUNIT_TEST(findsOneLoginWithoutListingAll);
    CPPUNIT_TEST(enforcesObjectLimits);
    CPPUNIT_TEST(refusesWrongArguments);
    CPPUNIT_TEST_SUITE_END();

    std::unique_ptr<Server> _server;

    MemoryDirectory& directory()
    {
        return _server->directory;
    }

    Json create(Json object)
    {
        return _server->one("Principal/set", {{"create", {{"k", std::move(object)}}}});
    }

    Json update(const std::string& id, Json patch)
    {
        return _server->one("Principal/set", {{"update", {{id, std::move(patch)}}}});
    }

    Json get(const std::string& id)
    {
        return _server->one("Principal/get", {{"ids", {id}}})["list"][0];
    }

    void createsAndShowsAUser()
    {
        const Json answer = create({{"kc:login", "ann"},
                                    {"name", "Ann Ä"},
                                    {"email", "ann@x.org"},
                                    {"type", "individual"},
                                    {"description", nullptr},
                                    {"kc:aliases", {"a@x.org", "b@x.org"}},
                                    {"kc:adminLevel", 1},
                                    {"kc:password", "secret"}});
        CPPUNIT_ASSERT_EQUAL(std::string{"p10"}, answer["created"]["k"]["id"].get<std::string>());
        CPPUNIT_ASSERT(answer["created"]["k"]["kc:kind"] == "active");
        CPPUNIT_ASSERT(!answer["created"]["k"].contains("name"));
        CPPUNIT_ASSERT(answer["notCreated"].is_null());
        CPPUNIT_ASSERT_EQUAL(std::string{"secret"}, directory().entries.at(10).password);
        CPPUNIT_ASSERT(get("p10") == Json::parse(R"({"id":"p10","type":"individual",
            "name":"Ann Ä","description":null,"email":"ann@x.org","timeZone":null,
            "capabilities":{},"accounts":null,"kc:login":"ann","kc:kind":"active",
            "kc:aliases":["a@x.org","b@x.org"],"kc:adminLevel":1,"kc:hidden":false,
            "kc:company":null,"kc:homeServer":null})"));
        create({{"kc:login", "bob"}});
        CPPUNIT_ASSERT(get("p11")["name"] == "bob");
    }

    void neverShowsAPassword()
    {
        create({{"kc:login", "ann"}, {"kc:password", "secret"}});
        CPPUNIT_ASSERT(_server->one("Principal/get", {{"ids", nullptr}}).dump().find("secret") ==
                       std::string::npos);
        CPPUNIT_ASSERT(
            _server->one("Principal/get", {{"properties", {"kc:password"}}})["error"]["type"] ==
            "invalidArguments");
    }

    void saysWhoHasTheLoginOrAddressAlready()
    {
        create({{"kc:login", "ann"}, {"email", "ann@x.org"}});
        const Json login = create({{"kc:login", "ann"}})["notCreated"]["k"];
        CPPUNIT_ASSERT(login["type"] == "alreadyExists" && login["existingId"] == "p10");
        CPPUNIT_ASSERT(login["properties"] == Json::array({"kc:login"}));
        const Json address =
            create({{"kc:login", "bob"}, {"email", "ann@x.org"}})["notCreated"]["k"];
        CPPUNIT_ASSERT(address["type"] == "alreadyExists");
        CPPUNIT_ASSERT(address["properties"] == Json::array({"email"}));
    }

    void namesInvalidProperties()
    {
        const Json bad[]{{{"name", "x"}},
                         {{"kc:login", ""}},
                         {{"kc:login", 5}},
                         {{"kc:login", nullptr}},
                         {{"kc:login", "a\nb"}},
                         {{"kc:login", std::string(1025, 'a')}},
                         {{"kc:login", "a"}, {"email", "a b"}},
                         {{"kc:login", "a"}, {"email", "a\r\nb"}},
                         {{"kc:login", "a"}, {"kc:password", ""}},
                         {{"kc:login", "a"}, {"kc:password", nullptr}},
                         {{"kc:login", "a"}, {"kc:aliases", "x"}},
                         {{"kc:login", "a"}, {"kc:aliases", {"a b"}}},
                         {{"kc:login", "a"}, {"kc:adminLevel", 3}},
                         {{"kc:login", "a"}, {"kc:adminLevel", -1}},
                         {{"kc:login", "a"}, {"kc:adminLevel", "1"}},
                         {{"kc:login", "a"}, {"kc:kind", "group"}},
                         {{"kc:login", "a"}, {"kc:hidden", 1}},
                         {{"kc:login", "a"}, {"type", "group"}},
                         {{"kc:login", "a"}, {"timeZone", "Europe/Berlin"}},
                         {{"kc:login", "a"}, {"id", "p5"}},
                         {{"kc:login", "a"}, {"unknown", nullptr}}};
        for (const Json& object : bad)
        {
            const Json error = create(object)["notCreated"]["k"];
            CPPUNIT_ASSERT_MESSAGE(object.dump(), error["type"] == "invalidProperties");
            CPPUNIT_ASSERT_EQUAL_MESSAGE(object.dump(), std::size_t{1}, error["properties"].size());
        }
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, directory().entries.size());
    }

    void updatesOnlyWhatThePatchNames()
    {
        create({{"kc:login", "ann"}, {"name", "Ann"}, {"email", "a@x"}, {"kc:password", "old"}});
        Json whole = get("p10");
        whole["name"] = "Anna";
        CPPUNIT_ASSERT(update("p10", whole)["updated"].contains("p10"));
        CPPUNIT_ASSERT_EQUAL(std::string{"Anna"}, directory().entries.at(10).fullname);
        CPPUNIT_ASSERT(update("p10", {{"kc:password", "new"}})["notUpdated"].is_null());
        CPPUNIT_ASSERT_EQUAL(std::string{"new"}, directory().entries.at(10).password);
        CPPUNIT_ASSERT_EQUAL(std::string{"a@x"}, directory().entries.at(10).email);
        update("p10", {{"email", nullptr}});
        CPPUNIT_ASSERT_EQUAL(std::string{}, directory().entries.at(10).email);
        CPPUNIT_ASSERT(update("p10", {{"type", "group"}})["notUpdated"]["p10"]["type"] ==
                       "invalidProperties");
        CPPUNIT_ASSERT(update("p10", 5)["notUpdated"]["p10"]["type"] == "invalidPatch");
        for (const char* id : {"p11", "p0", "10", "p010", "x", "#k9", ""})
            CPPUNIT_ASSERT_MESSAGE(id, update(id, {{"name", "x"}})["notUpdated"][id]["type"] ==
                                           "notFound");
    }

    void destroysThePrincipalAndNothingElse()
    {
        create({{"kc:login", "ann"}});
        create({{"kc:login", "bob"}});
        const Json answer = _server->one("Principal/set", {{"destroy", {"p10", "p99", "p10"}},
                                                           {"update", {{"p10", {{"name", "x"}}}}}});
        CPPUNIT_ASSERT(answer["destroyed"] == Json::array({"p10"}));
        CPPUNIT_ASSERT(answer["notDestroyed"]["p99"]["type"] == "notFound");
        CPPUNIT_ASSERT(answer["notUpdated"]["p10"]["type"] == "willDestroy");
        CPPUNIT_ASSERT(directory().entries.contains(11));
    }

    void followsCreationIds()
    {
        const Json responses =
            _server->call({{"Principal/set",
                            {{"accountId", "d0"},
                             {"create", {{"k", {{"kc:login", "ann"}}}}},
                             {"update", {{"#k", {{"name", "Ann"}}}}}},
                            "0"},
                           {"Principal/set", {{"accountId", "d0"}, {"destroy", {"#k"}}}, "1"}});
        CPPUNIT_ASSERT(responses[0][1]["updated"].contains("p10"));
        CPPUNIT_ASSERT(responses[1][1]["destroyed"] == Json::array({"p10"}));
    }

    void letsOnlyAdministratorsChange()
    {
        create({{"kc:login", "ann"}});
        _server->who = {10, "ann", 0};
        CPPUNIT_ASSERT(create({{"kc:login", "bob"}})["error"]["type"] == "forbidden");
        CPPUNIT_ASSERT(update("p10", {{"kc:adminLevel", 2}})["error"]["type"] == "forbidden");
        CPPUNIT_ASSERT_EQUAL(std::size_t{3}, directory().entries.size());
    }

    void keepsAnAdministratorBelowHisOwnLevel()
    {
        create({{"kc:login", "boss"}, {"kc:adminLevel", 2}});
        create({{"kc:login", "ann"}, {"kc:adminLevel", 1}});
        _server->who = {11, "ann", 1};
        CPPUNIT_ASSERT(update("p10", {{"kc:password", "x"}})["notUpdated"]["p10"]["type"] ==
                       "forbidden");
        CPPUNIT_ASSERT(
            _server->one("Principal/set", {{"destroy", {"p10"}}})["notDestroyed"]["p10"]["type"] ==
            "forbidden");
        CPPUNIT_ASSERT(update("p11", {{"kc:adminLevel", 2}})["notUpdated"]["p11"]["type"] ==
                       "forbidden");
        CPPUNIT_ASSERT(create({{"kc:login", "x"},
                               {"kc:adminLevel", 2}})["notCreated"]["k"]["type"] == "forbidden");
        CPPUNIT_ASSERT(create({{"kc:login", "x"}, {"kc:adminLevel", 1}})["created"].contains("k"));
    }

    void leavesTheBuiltInOnesAlone()
    {
        for (const char* id : {"p1", "p2"})
        {
            CPPUNIT_ASSERT(update(id, {{"name", "x"}})["notUpdated"][id]["type"] == "forbidden");
            CPPUNIT_ASSERT(
                _server->one("Principal/set", {{"destroy", {id}}})["notDestroyed"][id]["type"] ==
                "forbidden");
        }
    }

    void changesItsStateWhenSomethingChanges()
    {
        const Json created = create({{"kc:login", "ann"}});
        CPPUNIT_ASSERT(created["oldState"] != created["newState"]);
        const Json got = _server->one("Principal/get", {{"ids", Json::array()}});
        CPPUNIT_ASSERT(got["state"] == created["newState"]);
        CPPUNIT_ASSERT(update("p10", {{"name", "x"}})["newState"] != got["state"]);
        const Json late =
            _server->one("Principal/set", {{"ifInState", got["state"]}, {"destroy", {"p10"}}});
        CPPUNIT_ASSERT(late["error"]["type"] == "stateMismatch");
        CPPUNIT_ASSERT(directory().entries.contains(10));
        CPPUNIT_ASSERT(_server->one("Principal/changes", {{"sinceState", "x"}})["error"]["type"] ==
                       "cannotCalculateChanges");
    }

    void refusesADirectoryThatIsNotItsOwn()
    {
        directory().isReadOnly = true;
        const Json error = create({{"kc:login", "ann"}})["notCreated"]["k"];
        CPPUNIT_ASSERT(error["type"] == "forbidden");
        CPPUNIT_ASSERT(error["description"] == "cannot create users with configured user plugin");
    }

    void tellsAFaultFromARefusal()
    {
        directory().isDown = true;
        for (const char* method : {"Principal/get", "Principal/query", "Principal/set"})
        {
            const Json answer = _server->one(method, Json::object());
            CPPUNIT_ASSERT_MESSAGE(method, answer["error"]["type"] == "serverUnavailable");
            CPPUNIT_ASSERT(answer.dump().find("secret.host") == std::string::npos);
        }
    }

    void saysThatPartOfItHappened()
    {
        const Json both{{"a", {{"kc:login", "ann"}}}, {"b", {{"kc:login", "bob"}}}};
        directory().failingChange = 2;
        CPPUNIT_ASSERT(_server->one("Principal/set", {{"create", both}})["error"]["type"] ==
                       "serverPartialFail");
        directory().failingChange = 1;
        CPPUNIT_ASSERT(_server->one("Principal/set", {{"create", both}})["error"]["type"] ==
                       "serverUnavailable");
    }

    void getsEachOnceAndNamesTheMissing()
    {
        create({{"kc:login", "ann"}});
        const Json answer = _server->one(
            "Principal/get", {{"ids", {"p10", "p10", "p99", "zz"}}, {"properties", {"email"}}});
        CPPUNIT_ASSERT(answer["list"] == Json::parse(R"([{"id":"p10","email":null}])"));
        CPPUNIT_ASSERT(answer["notFound"] == Json::array({"p99", "zz"}));
        CPPUNIT_ASSERT_EQUAL(std::size_t{3},
                             _server->one("Principal/get", {{"ids", nullptr}})["list"].size());
    }

    void hidesWhatTheCallerMayNotKnow()
    {
        create({{"kc:login", "ann"}});
        create({{"kc:login", "ghost"}, {"kc:hidden", true}});
        _server->who = {10, "ann", 0};
        CPPUNIT_ASSERT(_server->one("Principal/get", {{"ids", {"p11"}}})["notFound"] ==
                       Json::array({"p11"}));
        CPPUNIT_ASSERT(get("p10").contains("kc:login"));
        CPPUNIT_ASSERT(!get("p2").contains("kc:adminLevel"));
        const Json query = _server->one("Principal/query", {{"filter", {{"name", "o"}}}});
        CPPUNIT_ASSERT(query["ids"] == Json::array({"p1"}));
        CPPUNIT_ASSERT(_server->one("Principal/query",
                                    {{"filter", {{"kc:login", "ghost"}}}})["error"]["type"] ==
                       "unsupportedFilter");
    }

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

    void enforcesObjectLimits()
    {
        _server = std::make_unique<Server>(std::map<std::string, std::string>{
            {"jmap_max_objects_in_get", "2"}, {"jmap_max_objects_in_set", "1"}});
        CPPUNIT_ASSERT(_server->one("Principal/get", {{"ids", {"a", "b"}}}).contains("list"));
        CPPUNIT_ASSERT(_server->one("Principal/get", {{"ids", {"a", "b", "c"}}})["error"]["type"] ==
                       "requestTooLarge");
        CPPUNIT_ASSERT(_server->one("Principal/set", {{"destroy", {"a", "b"}}})["error"]["type"] ==
                       "requestTooLarge");
        addPeople();
        CPPUNIT_ASSERT(_server->one("Principal/get", {{"ids", nullptr}})["error"]["type"] ==
                       "requestTooLarge");
        const Json page = _server->one("Principal/query", Json::object());
        CPPUNIT_ASSERT(page["ids"].size() == 2 && page["limit"] == 2);
    }

    void refusesWrongArguments()
    {
        CPPUNIT_ASSERT(
            _server->call({{"Principal/get", {{"accountId", "d7"}}, "0"}})[0][1]["type"] ==
            "accountNotFound");
        CPPUNIT_ASSERT(_server->call({{"Principal/get", Json::object(), "0"}})[0][1]["type"] ==
                       "invalidArguments");
        for (const char* arguments :
             {R"({"ids":"p1"})", R"({"ids":[1]})", R"({"properties":["nope"]})", R"({"x":1})"})
            CPPUNIT_ASSERT_MESSAGE(
                arguments, _server->one("Principal/get", Json::parse(arguments))["error"]["type"] ==
                               "invalidArguments");
    }

public:
    void setUp() override
    {
        _server = std::make_unique<Server>();
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(PrincipalTest);
