// SPDX-License-Identifier: Apache-2.0
// Principal/get, /query and /set, through the module.
#include "Principal.h"
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
    CPPUNIT_TEST(letsEverybodySetHisOwnPassword);
    CPPUNIT_TEST(setsFeaturesAndQuotas);
    CPPUNIT_TEST(createsManyAtOnce);
    CPPUNIT_TEST(answersManyWithOneLookUp);
    CPPUNIT_TEST(keepsAnAdministratorBelowHisOwnLevel);
    CPPUNIT_TEST(leavesTheBuiltInOnesAlone);
    CPPUNIT_TEST(changesItsStateWhenSomethingChanges);
    CPPUNIT_TEST(refusesADirectoryThatIsNotItsOwn);
    CPPUNIT_TEST(tellsAFaultFromARefusal);
    CPPUNIT_TEST(saysThatPartOfItHappened);
    CPPUNIT_TEST(getsEachOnceAndNamesTheMissing);
    CPPUNIT_TEST(hidesWhatTheCallerMayNotKnow);
    CPPUNIT_TEST(enforcesObjectLimits);
    CPPUNIT_TEST(refusesWrongArguments);
    CPPUNIT_TEST_SUITE_END();

    std::unique_ptr<Server> _server;

    MemoryDirectory& directory() { return _server->directory; }

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
            "kc:company":null,"kc:companyId":null,"kc:homeServer":null,
            "kc:features":{"imap":true,"mobile":true,"outlook":true,"pop3":true,"webapp":true},
            "kc:quota":{"override":false,"warn":0,"soft":0,"hard":0},"kc:memberQuota":null})"));
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
                         {{"kc:login", "a"}, {"kc:kind", "dynamic"}},
                         {{"kc:login", "a"}, {"kc:kind", 6}},
                         {{"kc:login", "a"}, {"kc:hidden", 1}},
                         {{"kc:login", "a"}, {"type", "group"}},
                         {{"kc:login", "a"}, {"kc:features", {{"fax", true}}}},
                         {{"kc:login", "a"}, {"kc:features", {{"imap", 1}}}},
                         {{"kc:login", "a"}, {"kc:quota", {{"warn", -1}}}},
                         {{"kc:login", "a"}, {"kc:quota", {{"warn", std::uint64_t{1} << 53}}}},
                         {{"kc:login", "a"}, {"kc:quota", {{"most", 1}}}},
                         {{"kc:login", "a"}, {"kc:quota", 5}},
                         {{"kc:login", "a"}, {"kc:memberQuota", {{"warn", 1}}}},
                         {{"kc:login", "a"}, {"kc:kind", "group"}, {"kc:quota", {{"warn", 1}}}},
                         {{"kc:login", "a"}, {"kc:members", {{"p2", true}}}},
                         {{"kc:login", "a"}, {"kc:sendAs", {{"p99", true}}}},
                         {{"kc:login", "a"}, {"kc:sendAs", {{"p2", false}}}},
                         {{"kc:login", "a"}, {"kc:sendAs/p2", true}},
                         {{"kc:login", "a"}, {"kc:memberOf", {{"p1", true}}}},
                         {{"kc:login", "a"}, {"kc:effectiveQuota", {{"warn", 1}}}},
                         {{"kc:login", "a"}, {"kc:passwordHash", ""}},
                         {{"kc:login", "a"}, {"kc:password", "x"}, {"kc:passwordHash", "y"}},
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
        for (const Json& patch :
             {Json(5), Json{{"kc:aliases/0", "a@x"}},
              Json{{"kc:quota", nullptr}, {"kc:quota/warn", 1}}, Json{{"kc:members/p2", true}},
              Json{{"kc:quota/warn/x", 1}}, Json{{"name/x", "y"}}, Json{{"kc:memberQuota/warn", 1}},
              Json{{"kc:features/~2", true}}})
            CPPUNIT_ASSERT_MESSAGE(
                patch.dump(), update("p10", patch)["notUpdated"]["p10"]["type"] == "invalidPatch");
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

    void letsEverybodySetHisOwnPassword()
    {
        create({{"kc:login", "ann"}});
        create({{"kc:login", "bob"}});
        _server->who = {10, "ann", 0};
        CPPUNIT_ASSERT(update("p10", {{"kc:password", "new"}})["updated"].contains("p10"));
        CPPUNIT_ASSERT_EQUAL(std::string{"new"}, directory().entries.at(10).password);
        CPPUNIT_ASSERT(update("p11", {{"kc:password", "new"}})["error"]["type"] == "forbidden");
        CPPUNIT_ASSERT(update("p10", {{"kc:password", "x"}, {"name", "A"}})["error"]["type"] ==
                       "forbidden");
    }

    void setsFeaturesAndQuotas()
    {
        create({{"kc:login", "ann"},
                {"kc:features", {{"imap", true}, {"pop3", false}}},
                {"kc:quota", {{"override", true}, {"hard", 1000}}}});
        const auto& ann = directory().entries.at(10);
        CPPUNIT_ASSERT_EQUAL(std::string{"imap"}, ann.featuresOn);
        CPPUNIT_ASSERT_EQUAL(std::string{"pop3 mobile outlook webapp"}, ann.featuresOff);
        CPPUNIT_ASSERT(ann.quota.is_own == 1 && ann.quota.hard == 1000 && ann.quota.warn == 0);
        update(
            "p10",
            {{"kc:features/pop3", true}, {"kc:features/mobile", nullptr}, {"kc:quota/warn", 500}});
        CPPUNIT_ASSERT_EQUAL(std::string{"imap pop3"}, ann.featuresOn);
        CPPUNIT_ASSERT_EQUAL(std::string{"outlook webapp"}, ann.featuresOff);
        CPPUNIT_ASSERT(ann.quota.is_own == 1 && ann.quota.hard == 1000 && ann.quota.warn == 500);
        const Json quota = _server->one("Principal/get",
                                        {{"ids", {"p10"}}, {"properties", {"kc:effectiveQuota"}}});
        CPPUNIT_ASSERT(quota["list"][0]["kc:effectiveQuota"] ==
                       Json::parse(R"({"source":"own","warn":500,"soft":0,"hard":1000})"));
        update("p10", {{"kc:quota", nullptr}, {"kc:features", nullptr}});
        CPPUNIT_ASSERT(ann.quota.is_own == 0 && ann.quota.hard == 0);
        CPPUNIT_ASSERT(ann.featuresOn.empty() && ann.featuresOff.empty());
    }

    void createsManyAtOnce()
    {
        Json objects = Json::object();
        for (int i = 0; i < 300; ++i)
            objects["u" + std::to_string(i)] = {
                {"kc:login", "u" + std::to_string(i)},
                {"kc:passwordHash", "$argon2id$" + std::to_string(i)}};
        objects["again"] = {{"kc:login", "u7"}};
        const Json answer = _server->one("Principal/set", {{"create", objects}});
        CPPUNIT_ASSERT_EQUAL(std::size_t{300}, answer["created"].size());
        CPPUNIT_ASSERT(answer["notCreated"]["u7"]["type"] == "alreadyExists");
        CPPUNIT_ASSERT_EQUAL(1, directory().batches);
        const kc_id id = parseId(answer["created"]["u8"]["id"].get<std::string>());
        CPPUNIT_ASSERT_EQUAL(std::string{"$argon2id$8"}, directory().entries.at(id).passwordHash);
    }

    void answersManyWithOneLookUp()
    {
        Json ids = Json::array();
        for (int i = 0; i < 50; ++i)
            ids.push_back(idText(directory().add({"u" + std::to_string(i), "", "", "", ""})));
        directory().gets = directory().lists = 0;
        CPPUNIT_ASSERT_EQUAL(std::size_t{50},
                             _server->one("Principal/get", {{"ids", ids}})["list"].size());
        CPPUNIT_ASSERT_EQUAL(1, directory().gets);
        CPPUNIT_ASSERT_EQUAL(0, directory().lists);
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
        CPPUNIT_ASSERT(update("p10", Json::object())["notUpdated"]["p10"]["type"] == "forbidden");
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

    void enforcesObjectLimits()
    {
        _server = std::make_unique<Server>(std::map<std::string, std::string>{
            {"jmap_max_objects_in_get", "2"}, {"jmap_max_objects_in_set", "1"}});
        CPPUNIT_ASSERT(_server->one("Principal/get", {{"ids", {"a", "b"}}}).contains("list"));
        CPPUNIT_ASSERT(_server->one("Principal/get", {{"ids", {"a", "b", "c"}}})["error"]["type"] ==
                       "requestTooLarge");
        CPPUNIT_ASSERT(_server->one("Principal/set", {{"destroy", {"a", "b"}}})["error"]["type"] ==
                       "requestTooLarge");
        create({{"kc:login", "ann"}});
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
    void setUp() override { _server = std::make_unique<Server>(); }
};

CPPUNIT_TEST_SUITE_REGISTRATION(PrincipalTest);
