// SPDX-License-Identifier: Apache-2.0
// Lists of a principal: members, send-as, views, administrators; through the module.
#include "Doubles.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace kc::jmap;
using namespace kc::jmap::test;

class PrincipalRelationTest : public CPPUNIT_NS::TestFixture
{
    CPPUNIT_TEST_SUITE(PrincipalRelationTest);
    CPPUNIT_TEST(patchesSingleMembers);
    CPPUNIT_TEST(replacesAWholeList);
    CPPUNIT_TEST(showsListsOnlyWhenAskedFor);
    CPPUNIT_TEST(setsTheSystemAdministrator);
    CPPUNIT_TEST(namesPathsThatCannotBe);
    CPPUNIT_TEST(letsObjectsOfOneCallNameOneAnother);
    CPPUNIT_TEST(makesNothingHalf);
    CPPUNIT_TEST(tellsThatPartOfAnUpdateHappened);
    CPPUNIT_TEST(filtersByGroupCompanyAndKind);
    CPPUNIT_TEST(showsNothingOfCompaniesThatAreNotSeen);
    CPPUNIT_TEST(knowsRemoteAdministrators);
    CPPUNIT_TEST_SUITE_END();

    std::unique_ptr<Server> _server;

    MemoryDirectory& directory() { return _server->directory; }

    Json create(const char* objects)
    {
        return _server->one("Principal/set", {{"create", Json::parse(objects)}});
    }

    Json update(const std::string& id, Json patch)
    {
        return _server->one("Principal/set", {{"update", {{id, std::move(patch)}}}});
    }

    Json list(const std::string& id, const std::string& property)
    {
        return _server->one("Principal/get",
                            {{"ids", {id}}, {"properties", {property}}})["list"][0][property];
    }

    kc_id add(const std::string& login, kc_user_kind kind = KC_USER_ACTIVE, kc_id tenant = 0,
              std::uint32_t level = 0)
    {
        MemoryDirectory::Entry entry{login, "", "", "", ""};
        entry.kind = kind;
        entry.tenant = tenant;
        entry.adminLevel = level;
        const kc_id id = directory().add(entry);
        if (kind == KC_USER_COMPANY)
            directory().entries.at(id).tenant = id;
        return id;
    }

    /// p10 alpha, p11 beta; in them p12 ann (level 1) and p13 bob.
    void addCompanies()
    {
        add("alpha", KC_USER_COMPANY);
        add("beta", KC_USER_COMPANY);
        add("ann@alpha", KC_USER_ACTIVE, 10, 1);
        add("bob@beta", KC_USER_ACTIVE, 11);
    }

    void patchesSingleMembers()
    {
        add("team", KC_USER_GROUP);
        add("ann");
        add("bob");
        CPPUNIT_ASSERT(update("p10", {{"kc:members/p11", true}})["updated"].contains("p10"));
        CPPUNIT_ASSERT(directory().has(KC_REL_MEMBER, 10, 11));
        // As it is already.
        CPPUNIT_ASSERT(
            update("p10", {{"kc:members/p11", true}, {"kc:members/p12", nullptr}})["updated"]
                .contains("p10"));
        CPPUNIT_ASSERT(list("p10", "kc:members") == Json::parse(R"({"p11":true})"));
        CPPUNIT_ASSERT(list("p11", "kc:memberOf") == Json::parse(R"({"p10":true})"));
        CPPUNIT_ASSERT(list("p11", "kc:members").is_null());
        update("p10", {{"kc:members/p11", nullptr}, {"kc:members/p99", nullptr}});
        CPPUNIT_ASSERT(list("p10", "kc:members") == Json::object());
    }

    void replacesAWholeList()
    {
        add("ann");
        for (const char* login : {"bob", "cid", "dan"})
            add(login);
        update("p10", {{"kc:sendAs", {{"p11", true}, {"p12", true}}}});
        update("p10", {{"kc:sendAs", {{"p12", true}, {"p13", true}}}});
        CPPUNIT_ASSERT(list("p10", "kc:sendAs") == Json::parse(R"({"p12":true,"p13":true})"));
        CPPUNIT_ASSERT(update("p10", {{"kc:sendAs", nullptr}})["updated"].contains("p10"));
        CPPUNIT_ASSERT(list("p10", "kc:sendAs") == Json::object());
    }

    void showsListsOnlyWhenAskedFor()
    {
        add("team", KC_USER_GROUP);
        const Json whole = _server->one("Principal/get", {{"ids", {"p10"}}})["list"][0];
        for (const char* property : {"kc:members", "kc:memberOf", "kc:sendAs", "kc:effectiveQuota"})
            CPPUNIT_ASSERT_MESSAGE(property, !whole.contains(property));
        add("ann");
        _server->who = {11, "ann", 0};
        CPPUNIT_ASSERT(_server->one("Principal/get",
                                    {{"ids", {"p10"}}, {"properties", {"kc:members"}}})["list"] ==
                       Json::parse(R"([{"id":"p10"}])"));
        CPPUNIT_ASSERT(list("p11", "kc:memberOf") == Json::object());
    }

    void setsTheSystemAdministrator()
    {
        addCompanies();
        CPPUNIT_ASSERT(list("p10", "kc:systemAdministrator").is_null());
        update("p10", {{"kc:systemAdministrator", "p12"}});
        CPPUNIT_ASSERT(list("p10", "kc:systemAdministrator") == "p12");
        update("p10", {{"kc:systemAdministrator", nullptr}});
        CPPUNIT_ASSERT(list("p10", "kc:systemAdministrator").is_null());
        CPPUNIT_ASSERT(
            update("p10", {{"kc:systemAdministrator", "p11"}})["notUpdated"]["p10"] ==
            Json::parse(R"({"type":"invalidProperties","properties":["kc:systemAdministrator"]})"));
    }

    void namesPathsThatCannotBe()
    {
        addCompanies();
        struct Case
        {
            const char *patch, *path;
        };
        const Case cases[]{{R"({"kc:viewers/p12":true})", "kc:viewers/p12"},
                           {R"({"kc:viewers/p99":true})", "kc:viewers/p99"},
                           {R"({"kc:viewers/x":true})", "kc:viewers/x"},
                           {R"({"kc:viewers/p11":false})", "kc:viewers/p11"},
                           {R"({"kc:viewers/p11":"yes"})", "kc:viewers/p11"},
                           {R"({"kc:viewers":{"p12":true}})", "kc:viewers/p12"},
                           {R"({"kc:viewers":["p11"]})", "kc:viewers"},
                           {R"({"kc:administrators/p11":true})", "kc:administrators/p11"}};
        for (const Case& c : cases)
        {
            const Json error = update("p10", Json::parse(c.patch))["notUpdated"]["p10"];
            CPPUNIT_ASSERT_MESSAGE(c.patch, error["type"] == "invalidProperties");
            CPPUNIT_ASSERT_EQUAL_MESSAGE(c.patch, Json::array({c.path}).dump(),
                                         error["properties"].dump());
        }
        CPPUNIT_ASSERT(directory().relations.empty());
    }

    void letsObjectsOfOneCallNameOneAnother()
    {
        const Json answer = create(R"({
            "a": {"kc:login": "team@org", "kc:kind": "group", "kc:members": {"#b": true}},
            "b": {"kc:login": "mary@org", "kc:sendAs": {"#a": true}},
            "c": {"kc:login": "org", "kc:kind": "company", "type": "other"}})");
        CPPUNIT_ASSERT_MESSAGE(answer.dump(), answer["notCreated"].is_null());
        const Json& created = answer["created"];
        CPPUNIT_ASSERT(created["b"]["kc:companyId"] == created["c"]["id"]);
        CPPUNIT_ASSERT(created["b"]["kc:company"] == "org");
        const std::string team = created["a"]["id"], mary = created["b"]["id"];
        CPPUNIT_ASSERT(list(team, "kc:members").contains(mary));
        CPPUNIT_ASSERT(list(mary, "kc:sendAs").contains(team));
    }

    void makesNothingHalf()
    {
        add("ann");
        directory().refused = 10;
        const Json answer = create(R"({
            "a": {"kc:login": "team", "kc:kind": "group", "kc:members": {"p10": true}},
            "b": {"kc:login": "crew", "kc:kind": "group", "kc:members": {"#d": true}},
            "d": {"kc:login": "ann"},
            "e": {"kc:login": "band", "kc:kind": "group", "kc:members": {"#nobody": true}}})");
        CPPUNIT_ASSERT(answer["created"].is_null());
        for (const char* id : {"a", "b", "e"})
            CPPUNIT_ASSERT_MESSAGE(id, answer["notCreated"][id]["type"] == "invalidProperties");
        CPPUNIT_ASSERT(answer["notCreated"]["b"]["properties"] == Json::array({"kc:members/#d"}));
        CPPUNIT_ASSERT(answer["notCreated"]["d"]["type"] == "alreadyExists");
        CPPUNIT_ASSERT_EQUAL(std::size_t{3}, directory().entries.size());
    }

    void tellsThatPartOfAnUpdateHappened()
    {
        add("ann");
        add("bob");
        directory().refused = 11;
        const Json whole = update("p10", {{"kc:sendAs/p11", true}});
        CPPUNIT_ASSERT(whole["notUpdated"]["p10"]["type"] == "invalidProperties");
        const Json torn = update("p10", {{"kc:sendAs/p11", true}, {"name", "Ann"}});
        CPPUNIT_ASSERT(torn["error"]["type"] == "serverPartialFail");
    }

    void filtersByGroupCompanyAndKind()
    {
        addCompanies();
        add("team@alpha", KC_USER_GROUP, 10);
        directory().relations.emplace(KC_REL_MEMBER, 14, 12);
        const auto is = [&](const char* filter, const char* expected)
        {
            const Json got = _server->one("Principal/query", {{"filter", Json::parse(filter)}});
            CPPUNIT_ASSERT_EQUAL_MESSAGE(filter, std::string{expected}, got["ids"].dump());
        };
        is(R"({"kc:company":"alpha"})", R"(["p12","p14"])");
        is(R"({"kc:company":"p10","kc:kind":"group"})", R"(["p14"])");
        is(R"({"kc:company":"nobody"})", "[]");
        is(R"({"kc:company":"p12"})", "[]");
        is(R"({"kc:kind":["company","group"]})", R"(["p1","p10","p11","p14"])");
        is(R"({"kc:kind":"martian"})", "[]");
        is(R"({"kc:memberOf":"p14"})", R"(["p12"])");
        is(R"({"kc:memberOf":"p99"})", "[]");
        is(R"({"operator":"AND","conditions":[{"kc:memberOf":"p14"},{"kc:company":"beta"}]})",
           "[]");
        is(R"({"operator":"NOT","conditions":[{"kc:company":"alpha"},{"kc:kind":"company"}]})",
           R"(["p1","p2","p13"])");
        is(R"({"operator":"OR","conditions":[{"kc:memberOf":"p14"},{"kc:login":"bob@beta"}]})",
           R"(["p12","p13"])");
        Json many{{"operator", "OR"}, {"conditions", Json::array()}};
        for (int i = 0; i < 17; ++i)
            many["conditions"].push_back({{"kc:memberOf", "p14"}});
        CPPUNIT_ASSERT(_server->one("Principal/query", {{"filter", many}})["error"]["type"] ==
                       "unsupportedFilter");
    }

    void showsNothingOfCompaniesThatAreNotSeen()
    {
        addCompanies();
        _server->who = {12, "ann@alpha", 1};
        const auto one = [&](const char* method, Json arguments)
        {
            arguments["accountId"] = "d10";
            return _server->one(method, arguments);
        };
        const Json got = one("Principal/get", {{"ids", {"p11", "p13", "p99"}}});
        CPPUNIT_ASSERT(got["list"].empty() && got["notFound"].size() == 3);
        CPPUNIT_ASSERT(
            one("Principal/query", {{"filter", {{"kc:company", "beta"}}}})["ids"].empty());
        const Json set =
            one("Principal/set", {{"update", {{"p13", {{"name", "x"}}}}}, {"destroy", {"p11"}}});
        CPPUNIT_ASSERT(set["notUpdated"]["p13"] == Json::parse(R"({"type":"notFound"})"));
        CPPUNIT_ASSERT(set["notDestroyed"]["p11"] == Json::parse(R"({"type":"notFound"})"));
        const Json named = one("Principal/set", {{"update", {{"p12", {{"kc:sendAs/p13", true}}}}}});
        CPPUNIT_ASSERT(named["notUpdated"]["p12"]["properties"] == Json::array({"kc:sendAs/p13"}));
    }

    void knowsRemoteAdministrators()
    {
        addCompanies();
        _server->who = {13, "bob@beta", 0};
        const auto rename = [&]
        {
            return _server->one("Principal/set",
                                {{"accountId", "d11"}, {"update", {{"p12", {{"name", "Ann"}}}}}});
        };
        CPPUNIT_ASSERT(rename()["error"]["type"] == "forbidden");
        directory().entries.at(12).adminLevel = 0;
        directory().relations.emplace(KC_REL_ADMIN, 10, 13);
        directory().relations.emplace(KC_REL_VIEW, 10, 11);
        CPPUNIT_ASSERT(rename()["updated"].contains("p12"));
    }

public:
    void setUp() override { _server = std::make_unique<Server>(); }
};

CPPUNIT_TEST_SUITE_REGISTRATION(PrincipalRelationTest);
