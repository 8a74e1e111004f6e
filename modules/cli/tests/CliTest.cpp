// SPDX-License-Identifier: Apache-2.0
// The tool as such: connection, passwords, errors, what it says of itself.
#include "CliFixture.h"

using namespace kc::cli;

class CliTest : public CliFixture
{
    CPPUNIT_TEST_SUITE(CliTest);
    CPPUNIT_TEST(createsAUserInOneCall);
    CPPUNIT_TEST(updatesAndDeletes);
    CPPUNIT_TEST(purgesUntilNothingIsLeft);
    CPPUNIT_TEST(saysWhatTheServerRefused);
    CPPUNIT_TEST(saysWhatIsWrongWithTheConnection);
    CPPUNIT_TEST(knowsNoSuchUser);
    CPPUNIT_TEST(choosesItsServer);
    CPPUNIT_TEST(bringsItsKey);
    CPPUNIT_TEST(asksForThePassword);
    CPPUNIT_TEST(changesThePasswordOfWhoKnowsTheOldOne);
    CPPUNIT_TEST(printsUsageForWhatItDoesNotUnderstand);
    CPPUNIT_TEST(helpsWithoutAServer);
    CPPUNIT_TEST(tracesWithoutPasswords);
    CPPUNIT_TEST(copesWithAnyAnswer);
    CPPUNIT_TEST(goesByOtherNames);
    CPPUNIT_TEST_SUITE_END();

    void createsAUserInOneCall()
    {
        silently({"--create", "--user", "ann", "--password", "s p", "--email", "ann@x.org",
                  "--fullname", "Ann Ä", "--active=no", "-a2", "--quota-hard", "2",
                  "--remove-feature", "imap"});
        CPPUNIT_ASSERT(_server.sent("Principal/set")["create"]["new"] ==
                       Json::parse(R"({"kc:login":"ann","kc:password":"s p","email":"ann@x.org",
                            "name":"Ann Ä","kc:kind":"shared","kc:adminLevel":2,
                            "kc:quota":{"override":true,"warn":0,"soft":0,"hard":2097152}})"));
        CPPUNIT_ASSERT(_server.sent("Principal/set")["update"]["#new"] ==
                       Json::parse(R"({"kc:features/imap":false})"));
        refused({"--create", "ann"}, "user 'ann' already exists");
    }

    void updatesAndDeletes()
    {
        silently({"--create", "ann"});
        silently({"--user", "ann", "--name", "anna", "--email="});
        CPPUNIT_ASSERT(_server.sent("Principal/set")["update"].begin().value() ==
                       Json::parse(R"({"kc:login":"anna","email":null})"));
        silently({"--delete", "anna"});
        refused({"--user", "anna"}, "no such user: 'anna'");
    }

    void purgesUntilNothingIsLeft()
    {
        const auto answer = [&](const Json& response) {
            _server.answers.push_back(
                {200, Json{{"methodResponses", Json::array({response})}}.dump()});
        };
        _server.answers.push_back(
            {200, R"({"primaryAccounts":{"urn:kopano:params:jmap:admin":"d0"}})"});
        for (const bool isFinished : {false, false, true})
            answer({"Store/purgeRemoved", {{"purged", 5}, {"isFinished", isFinished}}, "0"});
        silently({"--purge-softdelete", "30"});
        CPPUNIT_ASSERT_EQUAL(std::size_t{4}, _server.requests.size());
        CPPUNIT_ASSERT(Json::parse(_server.requests[3].body)["methodCalls"][0][1] ==
                       Json::parse(R"({"accountId":"d0","olderThanDays":30})"));
        CPPUNIT_ASSERT_EQUAL(1, run({"--purge-softdelete=0"})); // an answer without isFinished
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
             "user 'ann' already exists"},
            {R"({"type":"alreadyExists","properties":["email"]})",
             "e-mail address 'a@x' is already in use"},
            {R"({"type":"forbidden","description":"cannot create users with configured user plugin"})",
             "cannot create users with configured user plugin"},
            {R"({"type":"forbidden"})", "no permission to do this to user 'ann'"},
            {R"({"type":"invalidProperties","properties":["email","kc:login"]})",
             "the server refused the value of --email, --name"},
            {R"({"type":"invalidProperties","properties":["kc:sendAs/p5"]})",
             "the server refused the value of --add-sendas"},
            {R"({"type":"overQuota"})", "the server refused it (overQuota)"},
            {R"({})", "the server refused it ()"}};
        for (const Case& c : cases)
        {
            _server.refusal = Json::parse(c.error);
            refused({"--create", "ann", "--email", "a@x"}, c.text);
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

        const Case cases[]{{{401, ""}, "Could not logon to server: username or password incorrect"},
                           {{503, ""}, "the server cannot answer at the moment, please try again"},
                           {{404, ""}, "the server refused the request (HTTP 404)"},
                           {{200, "<html>"}, "the server's answer is not understood"},
                           {{200, R"({"primaryAccounts":{}})"},
                            "no permission: the user that is logged in is no administrator"}};
        for (const Case& c : cases)
        {
            _server.answers = {c.answer};
            refused({"--list-users"}, c.text);
        }
        _server.isReachable = false;
        refused({"-s", "file:///gone", "--list-users"}, "could not connect to server at 'x'");
    }

    void knowsNoSuchUser()
    {
        refused({"--user", "x"}, "no such user: 'x'");
        refused({"--user", "Everyone"}, "no such user: 'Everyone'");
        refused({"--group", "SYSTEM"}, "no such group: 'SYSTEM'");
        _server.isHosted = true;
        refused({"--user", "x"}, "no such user: 'x' (names are written as %u@%c here)");
        refused({"--group", "x"}, "no such group: 'x' (names are written as %u@%c here)");
        refused({"--user", "x@y"}, "no such user: 'x@y'");
        refused({"--company", "x"}, "no such company: 'x'");
    }

    void choosesItsServer()
    {
        run({"--list-users", "-U", "ann", "-P", "pw"});
        CPPUNIT_ASSERT_EQUAL(std::string{"default:"}, _connected);
        CPPUNIT_ASSERT_EQUAL(std::string{"ann/pw"}, _login.user + "/" + _login.password);
        _environment = "file:///env";
        run({"--list-users"});
        CPPUNIT_ASSERT_EQUAL(std::string{"file:///env"}, _connected);
        _configured = "file:///cfg";
        run({"--list-users"});
        CPPUNIT_ASSERT_EQUAL(std::string{"file:///cfg"}, _connected);
        run({"--list-users", "--server-socket=file:///opt"});
        CPPUNIT_ASSERT_EQUAL(std::string{"file:///opt"}, _connected);
    }

    void bringsItsKey()
    {
        run({"--list-users"});
        CPPUNIT_ASSERT_EQUAL(std::string{"/key.pem pass"}, _login.keyFile + " " + _login.keyPass);
        run({"--list-users", "-k", "/other.pem", "-p", "$x"});
        CPPUNIT_ASSERT_EQUAL(std::string{"/other.pem $x"}, _login.keyFile + " " + _login.keyPass);
    }

    void asksForThePassword()
    {
        silently({"--create", "ann", "--password-prompt"});
        CPPUNIT_ASSERT(principal("ann")["kc:password"] == "typed for ann");
    }

    void changesThePasswordOfWhoKnowsTheOldOne()
    {
        silently({"--user", "SYSTEM", "--old-password", "old", "--password", "new"});
        CPPUNIT_ASSERT_EQUAL(std::string{"SYSTEM/old"}, _login.user + "/" + _login.password);
        CPPUNIT_ASSERT(principal("SYSTEM")["kc:password"] == "new");
    }

    void printsUsageForWhatItDoesNotUnderstand()
    {
        CPPUNIT_ASSERT_EQUAL(2, run({"--lits-users"}));
        CPPUNIT_ASSERT_EQUAL(
            std::string{"Usage: kopano-cli [options]\n\nkopano-cli: error: no such "
                        "option: --lits-users (did you mean --list-users?)\n"},
            _err);
        refused({"--user", "a", "--ooo", "yes"}, "not supported yet: --ooo");
        refused({"--list-users", "--lang", "de_DE"}, "not supported yet: --lang de_DE");
        CPPUNIT_ASSERT(_server.requests.empty());
    }

    void helpsWithoutAServer()
    {
        _server.isReachable = false;
        CPPUNIT_ASSERT_EQUAL(0, run({"-h"}));
        CPPUNIT_ASSERT(_out.find("--list-users") != std::string::npos);
        CPPUNIT_ASSERT(_out.find("--ooo") == std::string::npos);
        CPPUNIT_ASSERT_EQUAL(0, run({"--version", "extra"}));
        CPPUNIT_ASSERT(_out.starts_with("kopano-cli "));
    }

    void tracesWithoutPasswords()
    {
        CPPUNIT_ASSERT_EQUAL(0, run({"--create", "ann", "--password", "hush", "--debug"}));
        CPPUNIT_ASSERT(_err.find("Principal/set") != std::string::npos);
        CPPUNIT_ASSERT(_err.find("hush") == std::string::npos);
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
             R"({"methodResponses":[["a",{"ids":5},"c"],["b",{"list":[5]},"c"]]})",
             R"({"methodResponses":[["a",{"ids":5},"c"],["b",{"list":[{"kc:kind":"active","kc:aliases":5}]},"c"]]})",
             R"({"methodResponses":[["error",{"type":"serverUnavailable"},"c"]]})"})
        {
            _server.answers = {
                {200, R"({"primaryAccounts":{"urn:kopano:params:jmap:admin":"d0"}})"}, {200, body}};
            CPPUNIT_ASSERT_EQUAL_MESSAGE(body, 1, run({"--user", "ann"}));
            CPPUNIT_ASSERT(!_err.empty());
        }
        _server.answers = {{200, R"({"primaryAccounts":5})"}};
        CPPUNIT_ASSERT_EQUAL(1, run({"--list-users"}));
        _server.answers = {{200, R"({"primaryAccounts":{"urn:kopano:params:jmap:admin":"d0"},
            "accounts":{"d0":{"accountCapabilities":{"urn:kopano:params:jmap:admin":{"isHosted":5}}}}})"}};
        CPPUNIT_ASSERT_EQUAL(1, run({"--list-users"}));
    }

    void goesByOtherNames()
    {
        _program = "kopano-admin";
        silently({"-c", "ann", "-p", "secret", "-a", "2"});
        CPPUNIT_ASSERT(principal("ann")["kc:adminLevel"] == 2);
        _program = "kopano-storeadm";
        silently({"-Cn", "ann"});
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, _server.stores.size());
        CPPUNIT_ASSERT_EQUAL(2, run({"-x"}));
        CPPUNIT_ASSERT(_err.starts_with("Usage: kopano-storeadm [options]\n"));
        _program = "kopano-passwd";
        silently({"-u", "ann", "-p", "other"});
        CPPUNIT_ASSERT(principal("ann")["kc:password"] == "other");
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(CliTest);
