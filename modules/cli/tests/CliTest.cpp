// SPDX-License-Identifier: Apache-2.0
// The whole tool with a server that answers from a script.
#include "Cli.h"

#include "Failure.h"

#include <cppunit/extensions/HelperMacros.h>

#include <deque>
#include <sstream>

using namespace kc::cli;

namespace
{

constexpr const char* kSession =
    R"({"primaryAccounts":{"urn:kopano:params:jmap:admin":"d0"},"apiUrl":"http://x/jmap/api"})";

/// What the server gets, and what it says next.
struct Script
{
    std::deque<HttpResponse> answers;
    std::vector<HttpRequest> requests;
    std::string server, user, password;
    bool isReachable = true;
};

class ScriptedTransport final : public Transport
{
public:
    explicit ScriptedTransport(Script& script) : _script{script} {}

    HttpResponse send(const HttpRequest& request) override
    {
        if (!_script.isReachable)
            throw Failure{"could not connect to server at '" + _script.server + "'"};
        _script.requests.push_back(request);
        if (_script.answers.empty())
            return {500, ""};
        const HttpResponse answer = _script.answers.front();
        _script.answers.pop_front();
        return answer;
    }

private:
    Script& _script;
};

} // namespace

class CliTest : public CPPUNIT_NS::TestFixture
{
    CPPUNIT_TEST_SUITE(CliTest);
    CPPUNIT_TEST(listsUsersPageByPage);
    CPPUNIT_TEST(showsAUser);
    CPPUNIT_TEST(createsAUserInOneCall);
    CPPUNIT_TEST(updatesAndDeletes);
    CPPUNIT_TEST(purgesUntilNothingIsLeft);
    CPPUNIT_TEST(saysWhatTheServerRefused);
    CPPUNIT_TEST(saysWhatIsWrongWithTheConnection);
    CPPUNIT_TEST(knowsNoSuchUser);
    CPPUNIT_TEST(choosesItsServer);
    CPPUNIT_TEST(asksForThePassword);
    CPPUNIT_TEST(printsUsageForWhatItDoesNotUnderstand);
    CPPUNIT_TEST(helpsWithoutAServer);
    CPPUNIT_TEST(copesWithAnyAnswer);
    CPPUNIT_TEST_SUITE_END();

    Script _script;
    std::string _out, _err, _configured = "default:", _environment;

    int run(const std::vector<std::string>& words)
    {
        std::ostringstream out;
        std::ostringstream err;
        Cli cli{
            {_configured, _environment, out, err,
             [](const std::string& user) { return "typed for " + user; },
             [&](const std::string& server, const std::string& user, const std::string& password)
             {
                 _script.server = server;
                 _script.user = user;
                 _script.password = password;
                 return std::make_unique<ScriptedTransport>(_script);
             }}};
        const int exitCode = cli.run(words);
        _out = out.str();
        _err = err.str();
        return exitCode;
    }

    void answer(const Json& responses)
    {
        _script.answers.push_back({200, Json{{"methodResponses", responses}}.dump()});
    }

    void answerFind(const Json& ids, const Json& list)
    {
        answer(
            {{"Principal/query", {{"ids", ids}}, "q"}, {"Principal/get", {{"list", list}}, "g"}});
    }

    void answerSet(const char* name, const Json& value)
    {
        answer(Json::array({Json::array({"Principal/set", {{name, value}}, "s"})}));
    }

    static Json ann()
    {
        return {{"id", "p10"},        {"name", "Ann Ä"},         {"email", "ann@x.org"},
                {"kc:login", "ann"},  {"kc:kind", "active"},     {"kc:adminLevel", 1},
                {"kc:hidden", false}, {"kc:homeServer", nullptr}};
    }

    /// The arguments of the n-th method call in the n-th request.
    Json sent(std::size_t request, std::size_t call = 0) const
    {
        return Json::parse(_script.requests.at(request).body)["methodCalls"][call][1];
    }

    void restart()
    {
        _script = {};
        _script.answers.push_back({200, kSession});
    }

    void listsUsersPageByPage()
    {
        Json group = ann();
        group["kc:kind"] = "group";
        answerFind({"p10", "p1"}, {ann(), group});
        Json system = ann();
        system["kc:login"] = "SYSTEM";
        answerFind({"p2"}, Json::array({system}));
        answerFind(Json::array(), Json::array());
        CPPUNIT_ASSERT_EQUAL(0, run({"--list-users"}));
        CPPUNIT_ASSERT(_out.starts_with("User list for Default (2):\n"));
        CPPUNIT_ASSERT(_out.find("SYSTEM") < _out.find("             ann"));
        CPPUNIT_ASSERT(sent(2)["position"] == 2 && sent(3)["position"] == 3);
        CPPUNIT_ASSERT_EQUAL(std::string{"/jmap/api"}, _script.requests.at(1).target);
    }

    void showsAUser()
    {
        answerFind(Json::array({"p10"}), Json::array({ann()}));
        CPPUNIT_ASSERT_EQUAL(0, run({"--user", "ann"}));
        CPPUNIT_ASSERT(_out.starts_with("Name:                  ann\n"
                                        "Full name:             Ann Ä\n"));
        CPPUNIT_ASSERT(sent(1) == Json::parse(R"({"accountId":"d0","filter":{"kc:login":"ann"}})"));
    }

    void createsAUserInOneCall()
    {
        answerSet("created", {{"new", {{"id", "p10"}}}});
        CPPUNIT_ASSERT_EQUAL(0, run({"--create", "--user", "ann", "--password", "s p", "--email",
                                     "ann@x.org", "--fullname", "Ann Ä", "--active=no", "-a2"}));
        CPPUNIT_ASSERT_EQUAL(std::string{}, _out + _err);
        CPPUNIT_ASSERT(sent(1)["create"]["new"] ==
                       Json::parse(R"({"kc:login":"ann","kc:password":"s p","email":"ann@x.org",
                                       "name":"Ann Ä","kc:kind":"shared","kc:adminLevel":2})"));
    }

    void updatesAndDeletes()
    {
        answerFind(Json::array({"p10"}), Json::array({ann()}));
        answerSet("updated", {{"p10", nullptr}});
        CPPUNIT_ASSERT_EQUAL(0, run({"--user", "ann", "--name", "anna", "--email="}));
        CPPUNIT_ASSERT(sent(2)["update"]["p10"] ==
                       Json::parse(R"({"kc:login":"anna","email":null})"));
        restart();
        answerFind(Json::array({"p10"}), Json::array({ann()}));
        answerSet("destroyed", Json::array({"p10"}));
        CPPUNIT_ASSERT_EQUAL(0, run({"--delete", "ann"}));
        CPPUNIT_ASSERT(sent(2)["destroy"] == Json::array({"p10"}));
        CPPUNIT_ASSERT_EQUAL(std::string{}, _out + _err);
    }

    void purgesUntilNothingIsLeft()
    {
        for (const bool isFinished : {false, false, true})
            answer(Json::array({Json::array(
                {"Store/purgeRemoved", {{"purged", 5}, {"isFinished", isFinished}}, "p"})}));
        CPPUNIT_ASSERT_EQUAL(0, run({"--purge-softdelete", "30"}));
        CPPUNIT_ASSERT_EQUAL(std::string{}, _out + _err);
        CPPUNIT_ASSERT_EQUAL(std::size_t{4}, _script.requests.size());
        CPPUNIT_ASSERT(sent(3) == Json::parse(R"({"accountId":"d0","olderThanDays":30})"));
        restart();
        answer(Json::array({Json::array({"error", {{"type", "forbidden"}}, "p"})}));
        CPPUNIT_ASSERT_EQUAL(1, run({"--purge-softdelete=0"}));
        CPPUNIT_ASSERT_EQUAL(
            std::string{"no permission: the user that is logged in is no administrator\n"}, _err);
        restart();
        answer(Json::array({Json::array({"Store/purgeRemoved", {{"purged", 5}}, "p"})}));
        CPPUNIT_ASSERT_EQUAL(1, run({"--purge-softdelete=0"}));
        CPPUNIT_ASSERT_EQUAL(2, run({"--purge-softdelete", "soon"}));
        CPPUNIT_ASSERT_EQUAL(1, run({"--user", "ann", "--purge-softdelete", "0"}));
    }

    void saysWhatTheServerRefused()
    {
        struct Case
        {
            const char *error, *text;
        };

        const Case cases[]{
            {R"({"type":"alreadyExists","existingId":"p1","properties":["kc:login"]})",
             "user 'ann' already exists\n"},
            {R"({"type":"alreadyExists","properties":["email"]})",
             "e-mail address 'a@x' is already in use\n"},
            {R"({"type":"forbidden","description":"cannot create users with configured user plugin"})",
             "cannot create users with configured user plugin\n"},
            {R"({"type":"forbidden"})", "no permission to do this to user 'ann'\n"},
            {R"({"type":"invalidProperties","properties":["email","kc:login"]})",
             "the server refused the value of --email, --name\n"},
            {R"({"type":"overQuota"})", "the server refused it (overQuota)\n"},
            {R"({})", "the server refused it ()\n"}};
        for (const Case& c : cases)
        {
            restart();
            answerSet("notCreated", {{"new", Json::parse(c.error)}});
            CPPUNIT_ASSERT_EQUAL(1, run({"--create", "ann", "--email", "a@x"}));
            CPPUNIT_ASSERT_EQUAL(std::string{c.text}, _err);
            CPPUNIT_ASSERT_EQUAL(std::string{}, _out);
        }
    }

    void saysWhatIsWrongWithTheConnection()
    {
        struct Case
        {
            HttpResponse answer;
            const char* text;
        };

        const Case cases[]{
            {{401, ""}, "Could not logon to server: username or password incorrect\n"},
            {{503, ""}, "the server cannot answer at the moment, please try again\n"},
            {{404, ""}, "the server refused the request (HTTP 404)\n"},
            {{200, "<html>"}, "the server's answer is not understood\n"},
            {{200, R"({"primaryAccounts":{}})"},
             "no permission: the user that is logged in is no administrator\n"}};
        for (const Case& c : cases)
        {
            _script.answers = {c.answer};
            CPPUNIT_ASSERT_EQUAL(1, run({"--list-users"}));
            CPPUNIT_ASSERT_EQUAL(std::string{c.text}, _err);
        }
        _script.isReachable = false;
        CPPUNIT_ASSERT_EQUAL(1, run({"-s", "file:///gone", "--list-users"}));
        CPPUNIT_ASSERT_EQUAL(std::string{"could not connect to server at 'file:///gone'\n"}, _err);
    }

    void knowsNoSuchUser()
    {
        Json group = ann();
        group["kc:kind"] = "group";
        for (const Json& list : {Json::array(), Json::array({group})})
        {
            restart();
            answerFind(Json::array(), list);
            CPPUNIT_ASSERT_EQUAL(1, run({"--user", "x"}));
            CPPUNIT_ASSERT_EQUAL(std::string{"no such user: 'x'\n"}, _err);
            CPPUNIT_ASSERT_EQUAL(std::size_t{2}, _script.requests.size());
        }
    }

    void choosesItsServer()
    {
        run({"--list-users", "-U", "ann", "-P", "pw"});
        CPPUNIT_ASSERT_EQUAL(std::string{"default:"}, _script.server);
        CPPUNIT_ASSERT_EQUAL(std::string{"ann/pw"}, _script.user + "/" + _script.password);
        _environment = "file:///env";
        run({"--list-users"});
        CPPUNIT_ASSERT_EQUAL(std::string{"file:///env"}, _script.server);
        _configured = "file:///cfg";
        run({"--list-users"});
        CPPUNIT_ASSERT_EQUAL(std::string{"file:///cfg"}, _script.server);
        run({"--list-users", "--server-socket=file:///opt"});
        CPPUNIT_ASSERT_EQUAL(std::string{"file:///opt"}, _script.server);
    }

    void asksForThePassword()
    {
        answerSet("created", {{"new", {{"id", "p10"}}}});
        CPPUNIT_ASSERT_EQUAL(0, run({"--create", "ann", "--password-prompt"}));
        CPPUNIT_ASSERT(sent(1)["create"]["new"]["kc:password"] == "typed for ann");
    }

    void printsUsageForWhatItDoesNotUnderstand()
    {
        CPPUNIT_ASSERT_EQUAL(2, run({"--lits-users"}));
        CPPUNIT_ASSERT_EQUAL(
            std::string{"Usage: kopano-cli [options]\n\nkopano-cli: error: no such "
                        "option: --lits-users (did you mean --list-users?)\n"},
            _err);
        CPPUNIT_ASSERT_EQUAL(1, run({"--list-companies"}));
        CPPUNIT_ASSERT_EQUAL(std::string{"--list-companies is not available yet\n"}, _err);
        CPPUNIT_ASSERT(_script.requests.empty());
    }

    void helpsWithoutAServer()
    {
        _script.isReachable = false;
        CPPUNIT_ASSERT_EQUAL(0, run({"-h"}));
        CPPUNIT_ASSERT(_out.find("--list-users") != std::string::npos);
        CPPUNIT_ASSERT(_out.find("--sync") == std::string::npos);
        CPPUNIT_ASSERT_EQUAL(0, run({"--version", "extra"}));
        CPPUNIT_ASSERT(_out.starts_with("kopano-cli "));
    }

    void copesWithAnyAnswer()
    {
        for (
            const char* body :
            {"{}", "[]", "", R"({"methodResponses":5})", R"({"methodResponses":[]})",
             R"({"methodResponses":[["a",{}],["b",{}]]})",
             R"({"methodResponses":[["a",5,"c"],["b",{},"c"]]})",
             R"({"methodResponses":[["error",{},"c"],["b",{},"c"]]})",
             R"({"methodResponses":[["error",{"type":5},"c"],["b",{},"c"]]})",
             R"({"methodResponses":[["a",{"ids":5},"c"],["b",{"list":[{"kc:kind":"active","kc:hidden":5}]},"c"]]})",
             R"({"methodResponses":[["error",{"type":"serverUnavailable"},"c"]]})"})
        {
            restart();
            _script.answers.push_back({200, body});
            CPPUNIT_ASSERT_EQUAL_MESSAGE(body, 1, run({"--user", "ann"}));
            CPPUNIT_ASSERT(!_err.empty());
        }
    }

public:
    void setUp() override { restart(); }
};

CPPUNIT_TEST_SUITE_REGISTRATION(CliTest);
