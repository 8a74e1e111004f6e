// SPDX-License-Identifier: Apache-2.0
// Store/get, /query and /set, through the module.
#include "Doubles.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace kc::jmap;
using namespace kc::jmap::test;

class StoreTest : public CPPUNIT_NS::TestFixture
{
    CPPUNIT_TEST_SUITE(StoreTest);
    CPPUNIT_TEST(showsAStore);
    CPPUNIT_TEST(findsStores);
    CPPUNIT_TEST(createsAPublicStore);
    CPPUNIT_TEST(hooksAndUnhooks);
    CPPUNIT_TEST(permits);
    CPPUNIT_TEST(removesOrphansOnly);
    CPPUNIT_TEST(refusesWrongPatches);
    CPPUNIT_TEST(isForAdministrators);
    CPPUNIT_TEST(tellsAFaultFromARefusal);
    CPPUNIT_TEST_SUITE_END();

    std::unique_ptr<Server> _server;

    MemoryStores& stores() { return _server->stores; }

    static std::string guid(kc_id account) { return MemoryStores::guidOf(account); }

    Json set(Json arguments) { return _server->one("Store/set", std::move(arguments)); }

    Json update(kc_id account, Json patch)
    {
        return set({{"update", {{guid(account), std::move(patch)}}}});
    }

    Json ids(const Json& filter, const Json& sort = nullptr)
    {
        return _server->one("Store/query", {{"filter", filter}, {"sort", sort}})["ids"];
    }

    void showsAStore()
    {
        stores().permitted[{500, 0, 11}] = KC_RIGHT_VISIBLE;
        stores().permitted[{500, 7, 11}] = KC_RIGHT_READ | KC_RIGHT_EDIT_OWN;
        const Json answer = _server->one("Store/get", {{"ids", {guid(500), guid(999), "x"}}});
        CPPUNIT_ASSERT(answer["notFound"] == Json::array({guid(999), "x"}));
        CPPUNIT_ASSERT(answer["list"] == Json::array({{{"id", guid(500)},
                                                       {"type", "private"},
                                                       {"owner", "p10"},
                                                       {"name", "ann"},
                                                       {"companyId", nullptr},
                                                       {"size", 700},
                                                       {"messages", 7}}}));
        const Json permissions =
            _server->one("Store/get", {{"ids", {guid(500)}}, {"properties", {"permissions"}}});
        CPPUNIT_ASSERT(
            permissions["list"][0]["permissions"] ==
            Json::parse(
                R"({"":{"p11":["folder_visible"]},"INBOX":{"p11":["read_items","edit_own"]}})"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{3},
                             _server->one("Store/get", {{"ids", nullptr}})["list"].size());
    }

    void findsStores()
    {
        CPPUNIT_ASSERT(ids(nullptr).size() == 3);
        CPPUNIT_ASSERT(ids({{"isOrphan", true}}) == Json::array({guid(502)}));
        CPPUNIT_ASSERT(ids({{"isOrphan", false}}) == Json::array({guid(500), guid(501)}));
        CPPUNIT_ASSERT(ids({{"owner", "p11"}}) == Json::array({guid(501)}));
        CPPUNIT_ASSERT(ids({{"owner", "x"}}) == Json::array());
        CPPUNIT_ASSERT(ids({{"type", "public"}}) == Json::array());
        CPPUNIT_ASSERT(ids({{"company", "nobody"}}) == Json::array());
        CPPUNIT_ASSERT(ids(nullptr, {{{"property", "size"}, {"isAscending", false}}}) ==
                       Json::array({guid(500), guid(501), guid(502)}));
        CPPUNIT_ASSERT(ids(nullptr, {{{"property", "name"}, {"isAscending", false}}})[0] ==
                       guid(502));
        const auto wrong = [&](const Json& filter) {
            return _server->one("Store/query", {{"filter", filter}})["error"]["type"];
        };
        CPPUNIT_ASSERT(wrong({{"size", 1}}) == "unsupportedFilter");
        CPPUNIT_ASSERT(wrong({{"isOrphan", "yes"}}) == "invalidArguments");
        CPPUNIT_ASSERT(wrong({{"operator", "AND"}, {"conditions", Json::array()}}) ==
                       "unsupportedFilter");
    }

    void createsAPublicStore()
    {
        const Json create{{"create", {{"k", {{"type", "public"}, {"owner", "p1"}}}}}};
        const Json made = set(create);
        CPPUNIT_ASSERT(made["created"]["k"] == Json({{"id", guid(503)},
                                                     {"name", "Everyone"},
                                                     {"companyId", nullptr},
                                                     {"size", 0},
                                                     {"messages", 0}}));
        const Json again = set(create)["notCreated"]["k"];
        CPPUNIT_ASSERT(again["type"] == "alreadyExists" && again["existingId"] == guid(503));
        const Json bad[]{5,
                         {{"type", "public"}},
                         {{"owner", "p1"}},
                         {{"type", "secret"}, {"owner", "p1"}},
                         {{"type", 1}, {"owner", "p1"}},
                         {{"type", "public"}, {"owner", "p99"}},
                         {{"type", "public"}, {"owner", "p11"}, {"size", 5}}};
        for (const Json& object : bad)
            CPPUNIT_ASSERT_MESSAGE(object.dump(),
                                   set({{"create", {{"k", object}}}})["notCreated"]["k"]["type"] ==
                                       "invalidProperties");
    }

    void hooksAndUnhooks()
    {
        CPPUNIT_ASSERT(update(500, {{"owner", nullptr}})["updated"].contains(guid(500)));
        CPPUNIT_ASSERT_EQUAL(kc_id{0}, stores().entries.at(500).owner);
        CPPUNIT_ASSERT(update(502, {{"owner", "p11"}})["updated"].contains(guid(502)));
        CPPUNIT_ASSERT_EQUAL(kc_id{0}, stores().entries.at(501).owner);
        CPPUNIT_ASSERT_EQUAL(kc_id{11}, stores().entries.at(502).owner);
        CPPUNIT_ASSERT(update(502, {{"owner", "p11"}})["updated"].contains(guid(502)));
        CPPUNIT_ASSERT(update(502, {{"owner", "p10"}})["notUpdated"][guid(502)]["type"] ==
                       "forbidden");
        for (const char* owner : {"p99", "x", ""})
            CPPUNIT_ASSERT_MESSAGE(
                owner, update(500, {{"owner", owner}})["notUpdated"][guid(500)] ==
                           Json::parse(R"({"type":"invalidProperties","properties":["owner"]})"));
    }

    void permits()
    {
        CPPUNIT_ASSERT(update(500, {{"permissions/INBOX/p11", {"read_items", "folder_visible"}},
                                    {"permissions//p1", {"folder_visible"}}})["updated"]
                           .contains(guid(500)));
        const std::uint32_t rights = stores().permitted.at({500, 7, 11});
        CPPUNIT_ASSERT_EQUAL(std::uint32_t{KC_RIGHT_READ | KC_RIGHT_VISIBLE}, rights);
        CPPUNIT_ASSERT(stores().permitted.contains({500, 0, 1}));
        update(500, {{"permissions/INBOX/p11", nullptr}, {"permissions/INBOX/p99", nullptr}});
        CPPUNIT_ASSERT(!stores().permitted.contains({500, 7, 11}));
        stores().refused = 11;
        const Json refused = update(500, {{"permissions/INBOX/p11", {"read_items"}}});
        CPPUNIT_ASSERT(refused["notUpdated"][guid(500)]["type"] == "forbidden");
        const Json torn =
            update(500, {{"owner", nullptr}, {"permissions/INBOX/p11", {"read_items"}}});
        CPPUNIT_ASSERT(torn["error"]["type"] == "serverPartialFail");
    }

    void removesOrphansOnly()
    {
        const Json answer = set({{"destroy", {guid(500), guid(502), guid(999)}}});
        CPPUNIT_ASSERT(answer["destroyed"] == Json::array({guid(502)}));
        CPPUNIT_ASSERT(answer["notDestroyed"][guid(500)]["type"] == "forbidden");
        CPPUNIT_ASSERT(answer["notDestroyed"][guid(500)]["description"] ==
                       "the store belongs to somebody");
        CPPUNIT_ASSERT(answer["notDestroyed"][guid(999)]["type"] == "notFound");
        CPPUNIT_ASSERT(stores().entries.contains(500) && !stores().entries.contains(502));
        const Json both =
            set({{"destroy", {guid(501)}}, {"update", {{guid(501), {{"owner", nullptr}}}}}});
        CPPUNIT_ASSERT(both["notUpdated"][guid(501)]["type"] == "willDestroy");
    }

    void refusesWrongPatches()
    {
        struct Case
        {
            const char *patch, *type;
        };

        const Case cases[]{{"5", "invalidPatch"},
                           {R"({"permissions/INBOX":{}})", "invalidPatch"},
                           {R"({"permissions/INBOX/p11/x":[]})", "invalidPatch"},
                           {R"({"owner/x":null})", "invalidPatch"},
                           {R"({"permissions/~2/p11":[]})", "invalidPatch"},
                           {R"({"size":5})", "invalidProperties"},
                           {R"({"colour":"red"})", "invalidProperties"},
                           {R"({"owner":5})", "invalidProperties"},
                           {R"({"permissions":{}})", "invalidProperties"},
                           {R"({"permissions/Nowhere/p11":["read_items"]})", "invalidProperties"},
                           {R"({"permissions/INBOX/p99":["read_items"]})", "invalidProperties"},
                           {R"({"permissions/INBOX/x":null})", "invalidProperties"},
                           {R"({"permissions/INBOX/p11":["fly"]})", "invalidProperties"},
                           {R"({"permissions/INBOX/p11":"read_items"})", "invalidProperties"}};
        stores().permitted[{500, 7, 11}] = KC_RIGHT_READ;
        for (const Case& c : cases)
            CPPUNIT_ASSERT_EQUAL_MESSAGE(
                c.patch, std::string{c.type},
                update(500, Json::parse(c.patch))["notUpdated"][guid(500)]["type"]
                    .get<std::string>());
        CPPUNIT_ASSERT(update(500, {{"size", 700}})["updated"].contains(guid(500)));
        CPPUNIT_ASSERT(update(999, {{"owner", nullptr}})["notUpdated"][guid(999)]["type"] ==
                       "notFound");
        CPPUNIT_ASSERT(set({{"ifInState", "x"}})["error"]["type"] == "stateMismatch");
    }

    void isForAdministrators()
    {
        _server->who = {10, "ann", 0};
        for (const char* method : {"Store/get", "Store/query", "Store/set"})
            CPPUNIT_ASSERT_MESSAGE(method, _server->one(method, Json::object())["error"]["type"] ==
                                               "forbidden");
        auto& directory = _server->directory;
        directory.entries.at(10).adminLevel = 1;
        directory.entries.at(10).tenant = 12;
        directory.add({"alpha", "", "", "", "", KC_USER_COMPANY, 0, 0, 1, 12});
        _server->who = {10, "ann", 1};
        const auto query = [&] {
            return _server->one("Store/query", {{"accountId", "d12"}})["ids"];
        };
        CPPUNIT_ASSERT(query() == Json::array({guid(500), guid(502)}));
    }

    void tellsAFaultFromARefusal()
    {
        stores().isDown = true;
        for (const char* method : {"Store/get", "Store/query"})
            CPPUNIT_ASSERT_MESSAGE(method, _server->one(method, Json::object())["error"]["type"] ==
                                               "serverUnavailable");
        CPPUNIT_ASSERT(set({{"destroy", {guid(500)}}})["error"]["type"] == "serverUnavailable");
        Server without{{}, Server::Storage::None};
        CPPUNIT_ASSERT(without.one("Store/get", Json::object())["error"]["type"] ==
                       "serverUnavailable");
    }

public:
    void setUp() override
    {
        _server = std::make_unique<Server>();
        _server->directory.add({"ann", "", "", "", ""});
        _server->directory.add({"bob", "", "", "", ""});
        stores().add({KC_STORE_PRIVATE, 10, 700, 7});
        stores().add({KC_STORE_PRIVATE, 11, 5, 1});
        stores().add({KC_STORE_PRIVATE, 0, 3, 1});
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(StoreTest);
