// SPDX-License-Identifier: Apache-2.0
// Session resource and request envelope, through the module.
#include "Doubles.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace kc::jmap;
using namespace kc::jmap::test;

class RequestTest : public CPPUNIT_NS::TestFixture
{
    CPPUNIT_TEST_SUITE(RequestTest);
    CPPUNIT_TEST(describesTheSession);
    CPPUNIT_TEST(repeatsThePrefixInItsUrls);
    CPPUNIT_TEST(answersOnlyAtItsPathsAndMethods);
    CPPUNIT_TEST(namesTheProblemOfARequest);
    CPPUNIT_TEST(enforcesTheLimitsItAdvertises);
    CPPUNIT_TEST(boundsRequestsAtOnce);
    CPPUNIT_TEST(tellsWhenTheSessionChanges);
    CPPUNIT_TEST(changesItsQueryStateWithTheResults);
    CPPUNIT_TEST(runsCallsInOrder);
    CPPUNIT_TEST(knowsOnlyMethodsOfUsedCapabilities);
    CPPUNIT_TEST(boundsWhatReferencesMayCopy);
    CPPUNIT_TEST(handsCreatedIdsThrough);
    CPPUNIT_TEST_SUITE_END();

    void describesTheSession()
    {
        Server server;
        for (const char* route : {"/jmap", "/.well-known/jmap"})
        {
            const HttpReply reply = server.ask(route, "", "GET");
            CPPUNIT_ASSERT_EQUAL(200U, reply.status);
            CPPUNIT_ASSERT_EQUAL(std::string{"application/json"}, reply.headers.at("Content-Type"));
            const Json session = reply.json();
            CPPUNIT_ASSERT(session["username"] == "SYSTEM");
            CPPUNIT_ASSERT(session["capabilities"].contains("urn:kopano:params:jmap:admin"));
            CPPUNIT_ASSERT(session["primaryAccounts"]["urn:kopano:params:jmap:admin"] == "d0");
            CPPUNIT_ASSERT(session["accounts"]["d0"]["isReadOnly"] == false);
            CPPUNIT_ASSERT(session["apiUrl"] == "http://localhost/jmap/api");
            for (const char* name : {"downloadUrl", "uploadUrl", "eventSourceUrl", "state"})
                CPPUNIT_ASSERT_MESSAGE(name, session[name].is_string());
        }
        server.who = {17, "ann", 0};
        const Json session = server.ask("/jmap", "", "GET").json();
        CPPUNIT_ASSERT(session["accounts"]["d0"]["isReadOnly"] == true);
        CPPUNIT_ASSERT(!session["primaryAccounts"].contains("urn:kopano:params:jmap:admin"));
    }

    void repeatsThePrefixInItsUrls()
    {
        Server server;
        server.prefix = "/kopano";
        CPPUNIT_ASSERT(server.ask("/jmap", "", "GET").json()["apiUrl"] ==
                       "http://localhost/kopano/jmap/api");
    }

    void answersOnlyAtItsPathsAndMethods()
    {
        Server server;
        CPPUNIT_ASSERT_EQUAL(405U, server.ask("/jmap", "", "POST").status);
        CPPUNIT_ASSERT_EQUAL(405U, server.ask("/jmap", "/api", "GET").status);
        for (const char* path : {"/x", "/api/", "/apix", "/upload/d0"})
            CPPUNIT_ASSERT_EQUAL_MESSAGE(path, 404U,
                                         server.ask("/jmap", path, "POST", "{}").status);
        CPPUNIT_ASSERT_EQUAL(404U, server.ask("/.well-known/jmap", "/api", "POST", "{}").status);
    }

    void namesTheProblemOfARequest()
    {
        struct Case
        {
            const char *body, *type;
        };

        const Case cases[]{{"", "notJSON"},
                           {"{", "notJSON"},
                           {R"({"using":[],"using":[],"methodCalls":[]})", "notJSON"},
                           {"[]", "notRequest"},
                           {"{}", "notRequest"},
                           {R"({"using":[]})", "notRequest"},
                           {R"({"using":"x","methodCalls":[]})", "notRequest"},
                           {R"({"using":[1],"methodCalls":[]})", "notRequest"},
                           {R"({"using":[],"methodCalls":{}})", "notRequest"},
                           {R"({"using":[],"methodCalls":[["a",{}]]})", "notRequest"},
                           {R"({"using":[],"methodCalls":[["a",[],"c"]]})", "notRequest"},
                           {R"({"using":[],"methodCalls":[["a",{},"c","d"]]})", "notRequest"},
                           {R"({"using":[],"methodCalls":[["a",{},1]]})", "notRequest"},
                           {R"({"using":[],"methodCalls":[],"createdIds":[]})", "notRequest"},
                           {R"({"using":[],"methodCalls":[],"createdIds":{"a":1}})", "notRequest"},
                           {R"({"using":["urn:x"],"methodCalls":[]})", "unknownCapability"}};
        Server server;
        for (const Case& c : cases)
        {
            const HttpReply reply = server.post(c.body);
            CPPUNIT_ASSERT_EQUAL_MESSAGE(c.body, 400U, reply.status);
            CPPUNIT_ASSERT_EQUAL(std::string{"application/problem+json"},
                                 reply.headers.at("Content-Type"));
            CPPUNIT_ASSERT_EQUAL_MESSAGE(c.body,
                                         std::string{"urn:ietf:params:jmap:error:"} + c.type,
                                         reply.json()["type"].get<std::string>());
            CPPUNIT_ASSERT(reply.json()["status"] == 400);
        }
        const std::string fine = R"({"using":[],"methodCalls":[]})";
        for (const char* type : {"application/json", "Application/JSON ; charset=utf-8"})
            CPPUNIT_ASSERT_EQUAL_MESSAGE(type, 200U, server.post(fine, type).status);
        for (const char* type : {"", "text/plain", "application/jsonx"})
            CPPUNIT_ASSERT_EQUAL_MESSAGE(type, 400U, server.post(fine, type).status);
    }

    static std::string echoes(std::size_t count)
    {
        Json calls = Json::array();
        for (std::size_t i = 0; i < count; ++i)
            calls.push_back({"Core/echo", {{"n", i}}, std::to_string(i)});
        return Json{{"using", {"urn:ietf:params:jmap:core"}}, {"methodCalls", calls}}.dump();
    }

    void enforcesTheLimitsItAdvertises()
    {
        Server server{{{"jmap_max_calls_in_request", "3"}, {"jmap_max_size_request", "64k"}}};
        CPPUNIT_ASSERT_EQUAL(200U, server.post(echoes(3)).status);
        CPPUNIT_ASSERT(server.post(echoes(4)).json()["limit"] == "maxCallsInRequest");
        std::string padded = echoes(1);
        padded.resize(65536, ' ');
        CPPUNIT_ASSERT_EQUAL(200U, server.post(padded).status);
        CPPUNIT_ASSERT(server.post(padded + " ").json()["limit"] == "maxSizeRequest");
        const Json core =
            server.ask("/jmap", "", "GET").json()["capabilities"]["urn:ietf:params:jmap:core"];
        CPPUNIT_ASSERT(core["maxCallsInRequest"] == 3 && core["maxSizeRequest"] == 65536);
    }

    void boundsRequestsAtOnce()
    {
        Server server{{{"jmap_max_concurrent_requests", "1"}}};
        HttpReply second, other;
        const kc_id ann = server.directory.add({"ann", "", "", "", ""});
        server.directory.onList = [&]
        {
            second = server.post(echoes(1));
            server.who = {ann, "ann", 0};
            other = server.post(echoes(1));
            server.who = {};
        };
        (void)server.one("Principal/query", Json::object());
        CPPUNIT_ASSERT_EQUAL(400U, second.status);
        CPPUNIT_ASSERT(second.json()["limit"] == "maxConcurrentRequests");
        CPPUNIT_ASSERT_EQUAL(200U, other.status);
        CPPUNIT_ASSERT_EQUAL(200U, server.post(echoes(1)).status);
    }

    void tellsWhenTheSessionChanges()
    {
        Server server;
        Server smaller{{{"jmap_max_calls_in_request", "3"}}};
        Server poorer{{}, Server::Storage::None};
        const auto state = [](Server& asked)
        { return asked.ask("/jmap", "", "GET").json()["state"].get<std::string>(); };
        const std::string first = state(server);
        CPPUNIT_ASSERT_EQUAL(first, state(server));
        CPPUNIT_ASSERT(first != state(smaller));
        CPPUNIT_ASSERT(first != state(poorer));
        server.who = {server.directory.add({"ann", "", "", "", ""}), "ann", 0};
        CPPUNIT_ASSERT(first != state(server));
    }

    void changesItsQueryStateWithTheResults()
    {
        Server server;
        const auto state = [&] { return server.one("Principal/query", {})["queryState"]; };
        const Json first = state();
        CPPUNIT_ASSERT_EQUAL(first, state());
        (void)server.directory.add({"ann", "", "", "", ""});
        CPPUNIT_ASSERT(first != state());
    }

    void runsCallsInOrder()
    {
        Server server;
        const Json responses =
            server.call({{"Core/echo", {{"a", {1, 2}}}, "x"},
                         {"Core/echo",
                          {{"#b", {{"resultOf", "x"}, {"name", "Core/echo"}, {"path", "/a"}}}},
                          "y"},
                         {"Core/echo",
                          {{"#b", {{"resultOf", "z"}, {"name", "Core/echo"}, {"path", "/a"}}}},
                          "z"},
                         {"Core/echo", Json::object(), "x"}});
        CPPUNIT_ASSERT_EQUAL(
            std::string{R"([["Core/echo",{"a":[1,2]},"x"],["Core/echo",{"b":[1,2]},"y"],)"
                        R"(["error",{"description":"b","type":"invalidResultReference"},"z"],)"
                        R"(["Core/echo",{},"x"]])"},
            responses.dump());
    }

    void knowsOnlyMethodsOfUsedCapabilities()
    {
        Server server;
        for (const char* method : {"Foo/get", "core/echo", "Core/ech", "Principal/copy", ""})
            CPPUNIT_ASSERT_MESSAGE(method, server.one(method, {{"x", 1}})["error"]["type"] ==
                                               "unknownMethod");
        const HttpReply reply = server.post(
            R"({"using":["urn:ietf:params:jmap:core"],"methodCalls":[["Principal/get",{},"0"]]})");
        CPPUNIT_ASSERT(reply.json()["methodResponses"][0][1]["type"] == "unknownMethod");
    }

    void boundsWhatReferencesMayCopy()
    {
        Server server{{{"jmap_max_size_request", "64k"}}};
        Json calls = Json::array({{"Core/echo", {{"a", std::string(20000, 'x')}}, "0"}});
        for (int i = 1; i < 20; ++i)
        {
            Json arguments = Json::object();
            for (const char* name : {"#a", "#b", "#c"})
                arguments[name] = {
                    {"resultOf", std::to_string(i - 1)}, {"name", "Core/echo"}, {"path", ""}};
            calls.push_back({"Core/echo", arguments, std::to_string(i)});
        }
        const Json responses = server.call(calls);
        CPPUNIT_ASSERT(responses[1][0] == "Core/echo");
        CPPUNIT_ASSERT(responses[2][1]["type"] == "invalidResultReference");
        CPPUNIT_ASSERT(responses.dump().size() < 200'000);
    }

    void handsCreatedIdsThrough()
    {
        Server server;
        const Json without = server.post(R"({"using":[],"methodCalls":[]})").json();
        CPPUNIT_ASSERT(!without.contains("createdIds"));
        CPPUNIT_ASSERT(without["sessionState"] == server.ask("/jmap", "", "GET").json()["state"]);
        const Json with = server
                              .post(R"({"using":["urn:kopano:params:jmap:admin"],
                                        "createdIds":{"k0":"p9"},
                                        "methodCalls":[["Principal/set",{"accountId":"d0",
                                        "create":{"k1":{"kc:login":"ann"}}},"0"]]})")
                              .json();
        CPPUNIT_ASSERT(with["createdIds"]["k0"] == "p9");
        CPPUNIT_ASSERT(with["createdIds"]["k1"] == "p10");
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(RequestTest);
