// SPDX-License-Identifier: Apache-2.0
// The whole module on the test kernel: octets in through kc.net/1, octets out.
#include "Doubles.h"

#include <kc/abi/draft/health.h>

#include <algorithm>
#include <cppunit/extensions/HelperMacros.h>
#include <kc/http.hpp>

using namespace kc;
using namespace kc::httpd::test;

extern "C" const kc_module* kc_module_entry();

namespace
{

struct EchoHandler final : kc_http_handler
{
    EchoHandler() : kc_http_handler{sizeof(kc_http_handler), answer, nullptr, nullptr} {}

    static kc_status answer(void* self, kc_ctx* ctx, const kc_http_request* request,
                            const kc_http_reply_ops* ops, kc_http_reply* reply)
    {
        auto& echo = *static_cast<EchoHandler*>(self);
        ++echo.calls;
        if (echo.failure != KC_OK)
            return echo.host->fail(ctx, echo.failure, "secret path /var/lib", 20);
        ops->status(reply, 200);
        ops->header(reply, str("X-Evil"), str("a\r\nSet-Cookie: b"));
        ops->header(reply, str("Content-Length"), str("1"));
        const std::string text =
            std::string{view(request->method)} + "|" + std::string{view(request->prefix)} + "|" +
            std::string{view(request->path)} + "|" + std::string{view(request->query)} + "|" +
            std::string{view(request->base_url)} + "|" + std::string{view(request->login)} + "|" +
            std::to_string(request->principal) + "|" + std::to_string(request->admin_level) + "|" +
            std::string{view(request->body)};
        ops->body(reply, str(text + std::string(echo.padding, '.')));
        return KC_OK;
    }

    const kc_host* host = nullptr;
    kc_status failure = KC_OK;
    std::size_t padding = 0;
    int calls = 0;
};

// "ann:secret", "SYSTEM:secret", "gone:secret"
constexpr const char* kAnn = "Authorization: Basic YW5uOnNlY3JldA==\r\n";
constexpr const char* kAnnWrong = "Authorization: Basic YW5uOndyb25n\r\n";
constexpr const char* kSystem = "Authorization: Basic U1lTVEVNOnNlY3JldA==\r\n";
constexpr const char* kGone = "Authorization: Basic Z29uZTpzZWNyZXQ=\r\n";

} // namespace

class HttpSessionTest : public CPPUNIT_NS::TestFixture
{
    CPPUNIT_TEST_SUITE(HttpSessionTest);
    CPPUNIT_TEST(listensWhereTheOptionsSay);
    CPPUNIT_TEST(answersHealthWithoutLogin);
    CPPUNIT_TEST(asksForLoginBeforeTheHandlerIsAsked);
    CPPUNIT_TEST(saysUnwellWithoutSayingWhy);
    CPPUNIT_TEST(handsTheRequestToTheHandler);
    CPPUNIT_TEST(localCallerMayBeSystem);
    CPPUNIT_TEST(nobodyIsSystemOverTheNetwork);
    CPPUNIT_TEST(answersWrongPasswordsLater);
    CPPUNIT_TEST(refusesAUserWithTooManyConnections);
    CPPUNIT_TEST(saysUnavailableWhenTheDirectoryFails);
    CPPUNIT_TEST(refusesAUserTheDirectoryDoesNotKnow);
    CPPUNIT_TEST(answersPipelinedRequestsInOrder);
    CPPUNIT_TEST(closesAfterARefusedRequest);
    CPPUNIT_TEST(skipsTheBodyOfARefusedRequest);
    CPPUNIT_TEST(sendsContinueOnlyForABodyItWants);
    CPPUNIT_TEST(leavesTheBodyOutOfAnswersToHead);
    CPPUNIT_TEST(hidesWhyAHandlerFailed);
    CPPUNIT_TEST(waitsForRoomInTheOutputQueue);
    CPPUNIT_TEST(closesAfterTheAnswerWhileDraining);
    CPPUNIT_TEST(saysWhyItGivesUpOnASlowRequest);
    CPPUNIT_TEST_SUITE_END();

    FakeAuth _auth;
    FakeDirectory _directory;
    EchoHandler _echo;
    std::unique_ptr<test::FakeKernel> _kernel;

    std::unique_ptr<test::FakeNet> _net;

    static std::string get(const std::string& path, const std::string& fields = "")
    {
        return "GET " + path + " HTTP/1.1\r\nHost: mail.example:236\r\n" + fields + "\r\n";
    }

    static std::string post(const std::string& path, const std::string& fields,
                            const std::string& body)
    {
        return "POST " + path + " HTTP/1.1\r\nHost: x\r\n" + fields +
               "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    }

    std::unique_ptr<HttpConnection> tcp()
    {
        return std::make_unique<HttpConnection>(*_kernel, _net->listener("server_listen"),
                                                test::FakePeer{});
    }

    std::unique_ptr<HttpConnection> local()
    {
        return std::make_unique<HttpConnection>(*_kernel, _net->listener("server_pipe_name"),
                                                test::FakePeer{"", 1000});
    }

    void listensWhereTheOptionsSay()
    {
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, _net->listeners());
        CPPUNIT_ASSERT(view(_net->listener("server_pipe_name").addresses) ==
                       "unix:/run/a unix:/run/b");
        CPPUNIT_ASSERT(view(_net->listener("server_listen").addresses) == "127.0.0.1:236");
    }

    void answersHealthWithoutLogin()
    {
        const auto answer = tcp()->talk(get("/healthz"));
        CPPUNIT_ASSERT_EQUAL(200, answer.status);
        CPPUNIT_ASSERT_EQUAL(std::string{"ok\n"}, answer.body);
        CPPUNIT_ASSERT_EQUAL(405, tcp()->talk(post("/healthz", "", "")).status);
        CPPUNIT_ASSERT_EQUAL(404, tcp()->talk(get("/nothing")).status);
    }

    void saysUnwellWithoutSayingWhy()
    {
        static constexpr kc_health kUnwell{
            sizeof(kc_health),
            [](kc_kernel*, kc_ctx*, kc_sink rows) -> kc_status
            {
                const kc_health_row row{sizeof row, str("sql-x"), KC_EUNAVAIL, str("/db is gone")};
                return rows.push(rows.arg, &row);
            }};
        _kernel->offer(KC_HEALTH, &kUnwell, nullptr);
        for (int i = 0; i < 2; ++i)
        {
            const auto answer = tcp()->talk(get("/healthz"));
            CPPUNIT_ASSERT_EQUAL(503, answer.status);
            CPPUNIT_ASSERT_EQUAL(std::string{"unwell\n"}, answer.body);
        }
        // The second came within a second: it was answered with what the first had found.
        const std::vector<std::string>& lines = _kernel->lines();
        CPPUNIT_ASSERT_EQUAL(std::ptrdiff_t{1},
                             std::count(lines.begin(), lines.end(), "a module is not well"));
    }

    void asksForLoginBeforeTheHandlerIsAsked()
    {
        for (const char* fields : {"", kAnnWrong, "Authorization: Bearer x\r\n"})
        {
            const auto answer = tcp()->talk(get("/echo", fields));
            CPPUNIT_ASSERT_EQUAL_MESSAGE(fields, 401, answer.status);
            CPPUNIT_ASSERT(answer.head.find("WWW-Authenticate: Basic") != std::string::npos);
        }
        CPPUNIT_ASSERT_EQUAL(0, _echo.calls);
    }

    void handsTheRequestToTheHandler()
    {
        const auto answer = tcp()->talk(get("/kopano/echo/a%20b?q=1%20", kAnn));
        CPPUNIT_ASSERT_EQUAL(200, answer.status);
        CPPUNIT_ASSERT_EQUAL(
            std::string{"GET|/kopano|/a b|q=1%20|http://mail.example:236|ann|17|1|"}, answer.body);
        CPPUNIT_ASSERT(answer.head.find("Cookie") == std::string::npos);
        CPPUNIT_ASSERT(answer.head.find("Content-Length: 1\r\n") == std::string::npos);
    }

    void localCallerMayBeSystem()
    {
        _auth.trustsLocal = true;
        const auto answer = local()->talk(get("/echo"));
        CPPUNIT_ASSERT_EQUAL(200, answer.status);
        CPPUNIT_ASSERT(answer.body.ends_with("|SYSTEM|2|2|"));
        const auto named = local()->talk(get("/echo", "Authorization: Basic YW5uOg==\r\n"));
        CPPUNIT_ASSERT(named.body.ends_with("|ann|17|1|"));
        _auth.trustsLocal = false;
        CPPUNIT_ASSERT_EQUAL(401, local()->talk(get("/echo")).status);
    }

    void answersWrongPasswordsLater()
    {
        constexpr std::int64_t kSecond = 1'000'000'000;
        const auto connection = tcp();
        const auto wrong = get("/echo", kAnnWrong);
        (void)connection->send(wrong + wrong + get("/echo", kAnn));
        const auto answers = connection->answers();
        CPPUNIT_ASSERT_EQUAL(std::size_t{3}, answers.size());
        CPPUNIT_ASSERT_EQUAL(401, answers[1].status);
        CPPUNIT_ASSERT_EQUAL(200, answers[2].status);
        CPPUNIT_ASSERT((connection->pauses == std::vector{kSecond, 2 * kSecond}));
    }

    void refusesAUserWithTooManyConnections()
    {
        const auto connection = tcp();
        connection->welcome = KC_EBUSY;
        CPPUNIT_ASSERT_EQUAL(429, connection->talk(get("/echo", kAnn)).status);
        connection->welcome = KC_OK;
        CPPUNIT_ASSERT_EQUAL(200, connection->talk(get("/echo", kAnn)).status);
    }

    void nobodyIsSystemOverTheNetwork()
    {
        _auth.acceptsAnyPassword = true;
        CPPUNIT_ASSERT_EQUAL(401, tcp()->talk(get("/echo", kSystem)).status);
    }

    void saysUnavailableWhenTheDirectoryFails()
    {
        _directory.failure = KC_EUNAVAIL;
        CPPUNIT_ASSERT_EQUAL(503, tcp()->talk(get("/echo", kAnn)).status);
        _directory.failure = KC_OK;
        _auth.failure = KC_ETIMEOUT;
        CPPUNIT_ASSERT_EQUAL(503, tcp()->talk(get("/echo", kAnn)).status);
        CPPUNIT_ASSERT_EQUAL(0, _echo.calls);
    }

    void refusesAUserTheDirectoryDoesNotKnow()
    {
        _auth.acceptsAnyPassword = true;
        CPPUNIT_ASSERT_EQUAL(401, tcp()->talk(get("/echo", kGone)).status);
        _directory.kind = KC_USER_SHARED;
        CPPUNIT_ASSERT_EQUAL(401, tcp()->talk(get("/echo", kAnn)).status);
    }

    void answersPipelinedRequestsInOrder()
    {
        const std::string stream =
            post("/echo/1", kAnn, "one") + get("/healthz") + get("/echo/2", kAnn) + get("/nothing");
        for (const std::size_t step : {1U, 10U, 10000U})
        {
            const auto answers = tcp()->talkInPieces(stream, step);
            CPPUNIT_ASSERT_EQUAL(std::size_t{4}, answers.size());
            CPPUNIT_ASSERT(answers[0].body.ends_with("|one"));
            CPPUNIT_ASSERT_EQUAL(std::string{"ok\n"}, answers[1].body);
            CPPUNIT_ASSERT(answers[2].body.find("/2|") != std::string::npos);
            CPPUNIT_ASSERT_EQUAL(404, answers[3].status);
        }
    }

    void closesAfterARefusedRequest()
    {
        for (const std::string stream :
             {"GET / HTTP/1.1\nHost: x\r\n\r\n",
              "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: "
              "chunked\r\n\r\n0\r\n\r\n",
              "GET /healthz HTTP/1.1\r\nHost: x\r\nA: b\r\n c\r\n\r\n"})
        {
            const auto connection = tcp();
            const auto answers = connection->talkInPieces(stream + get("/healthz"), 10000);
            CPPUNIT_ASSERT_EQUAL_MESSAGE(stream, std::size_t{1}, answers.size());
            CPPUNIT_ASSERT_EQUAL(400, answers[0].status);
            CPPUNIT_ASSERT(answers[0].head.find("Connection: close") != std::string::npos);
            CPPUNIT_ASSERT(connection->isFinished);
        }
    }

    void skipsTheBodyOfARefusedRequest()
    {
        const auto answers =
            tcp()->talkInPieces(post("/echo", "", std::string(60000, 'x')) + get("/healthz"), 4096);
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, answers.size());
        CPPUNIT_ASSERT_EQUAL(401, answers[0].status);
        CPPUNIT_ASSERT_EQUAL(200, answers[1].status);
        const auto big = tcp();
        CPPUNIT_ASSERT_EQUAL(401, big->talk(post("/echo", "", std::string(70000, 'x'))).status);
        CPPUNIT_ASSERT(big->isFinished);
    }

    void sendsContinueOnlyForABodyItWants()
    {
        const std::string head = "POST /echo HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n"
                                 "Content-Length: 3\r\n";
        const auto wanted = tcp();
        wanted->send(head + kAnn + "\r\n");
        CPPUNIT_ASSERT_EQUAL(std::string{"HTTP/1.1 100 Continue\r\n\r\n"}, wanted->take());
        CPPUNIT_ASSERT(wanted->talk("abc").body.ends_with("|abc"));
        const auto unwanted = tcp();
        CPPUNIT_ASSERT_EQUAL(401, unwanted->talk(head + "\r\n").status);
        CPPUNIT_ASSERT(unwanted->isFinished);
    }

    void leavesTheBodyOutOfAnswersToHead()
    {
        const auto answer = tcp()->talk("HEAD /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
        CPPUNIT_ASSERT_EQUAL(200, answer.status);
        CPPUNIT_ASSERT(answer.head.find("Content-Length: 3\r\n") != std::string::npos);
        CPPUNIT_ASSERT_EQUAL(std::string{}, answer.body);
    }

    void hidesWhyAHandlerFailed()
    {
        _echo.failure = KC_EUNAVAIL;
        const auto transient = tcp()->talk(get("/echo", kAnn));
        CPPUNIT_ASSERT_EQUAL(503, transient.status);
        CPPUNIT_ASSERT(transient.body.find("/var") == std::string::npos);
        _echo.failure = KC_EBUG;
        CPPUNIT_ASSERT_EQUAL(500, tcp()->talk(get("/echo", kAnn)).status);
    }

    void waitsForRoomInTheOutputQueue()
    {
        _echo.padding = 300000;
        const auto connection = tcp();
        connection->mark = 0;
        const std::string stream = get("/echo", kAnn) + get("/healthz");
        CPPUNIT_ASSERT(connection->input(stream) == KC_CONTINUE);
        CPPUNIT_ASSERT(connection->largestQueue < 100000);
        connection->mark = SIZE_MAX;
        CPPUNIT_ASSERT(connection->send("") == KC_OK);
        const auto answers = connection->answers();
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, answers.size());
        CPPUNIT_ASSERT(answers[0].body.size() > 300000);
        CPPUNIT_ASSERT_EQUAL(std::string{"ok\n"}, answers[1].body);
    }

    void closesAfterTheAnswerWhileDraining()
    {
        const auto connection = tcp();
        _kernel->drain("http");
        CPPUNIT_ASSERT_EQUAL(200, connection->talk(get("/healthz")).status);
        CPPUNIT_ASSERT(connection->isFinished);
    }

    void saysWhyItGivesUpOnASlowRequest()
    {
        const auto idle = tcp();
        idle->expire();
        CPPUNIT_ASSERT_EQUAL(std::string{}, idle->take());
        CPPUNIT_ASSERT_EQUAL(std::int64_t{5'000'000'000}, idle->timeout);
        const auto slow = tcp();
        slow->send("GET /healthz HTT");
        CPPUNIT_ASSERT_EQUAL(std::int64_t{60'000'000'000}, slow->timeout);
        slow->expire();
        CPPUNIT_ASSERT_EQUAL(408, slow->answers().at(0).status);
    }

public:
    void setUp() override
    {
        _kernel = std::make_unique<test::FakeKernel>();
        _net = std::make_unique<test::FakeNet>(*_kernel);
        _echo.host = _kernel->host();
        _kernel->offer<PasswordAuth>(_auth);
        _kernel->offer<Directory>(_directory);
        _kernel->load(kc_module_entry(),
                      {{"server_pipe_name", "/run/a /run/b"}, {"server_listen", "127.0.0.1:236"}});
        const kc_service http = _kernel->service(KC_HTTP);
        CPPUNIT_ASSERT_EQUAL(
            0, static_cast<const kc_http*>(http.table)
                   ->route(http.self, _kernel->context().get(), str("/echo"), 1, &_echo, &_echo));
    }

    void tearDown() override { _kernel.reset(); }
};

CPPUNIT_TEST_SUITE_REGISTRATION(HttpSessionTest);
