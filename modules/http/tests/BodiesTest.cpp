// SPDX-License-Identifier: Apache-2.0
// Bodies that are not one text: long ones, streams, ranges, feeds; and what is kept of a login.
#include "Doubles.h"
#include "RecentLogin.h"

#include <cppunit/extensions/HelperMacros.h>
#include <functional>
#include <kc/http.hpp>

using namespace kc;
using namespace kc::httpd::test;

extern "C" const kc_module* kc_module_entry();

namespace
{

/// A handler whose behaviour the test says.
struct ScriptedHandler final : kc_http_handler
{
    ScriptedHandler()
        : kc_http_handler{sizeof(kc_http_handler),
                          [](void* self, kc_ctx* ctx, const kc_http_request* request,
                             const kc_http_reply_ops* ops, kc_http_reply* reply) -> kc_status
                          {
                              auto& handler = *static_cast<ScriptedHandler*>(self);
                              Context context{handler.host, ctx};
                              handler.onHandle(context, *request, http::Reply{*ops, reply});
                              return KC_OK;
                          },
                          [](void* self, kc_ctx*, const kc_http_request* request,
                             const kc_http_reply_ops* ops, kc_http_reply* reply,
                             void**) -> kc_status
                          {
                              auto& handler = *static_cast<ScriptedHandler*>(self);
                              handler.announced = request->length;
                              if (handler.isOpen)
                              {
                                  ++handler.turns;
                                  return KC_OK;
                              }
                              ops->status(reply, 409);
                              return KC_DECLINED;
                          },
                          [](void* self, void*) { --static_cast<ScriptedHandler*>(self)->turns; }}
    {
    }

    std::function<void(Context&, const kc_http_request&, const http::Reply&)> onHandle;
    const kc_host* host = nullptr;
    std::uint64_t announced = 0;
    int turns = 0;
    bool isOpen = true;
};

class TextSource final : public ReadSource
{
public:
    TextSource(const kc_host* host, std::string text, std::uint64_t claimed)
        : ReadSource{host}, _text{std::move(text)}, _claimed{claimed}
    {
    }

    std::size_t read(Context&, std::span<char> buffer) override
    {
        // Short reads are legal.
        const std::size_t got =
            sv{_text}.substr(_at).copy(buffer.data(), std::min<std::size_t>(buffer.size(), 5000));
        _at += got;
        return got;
    }

    void seek(Context&, std::uint64_t offset) override { _at = static_cast<std::size_t>(offset); }

    std::uint64_t length() const override { return _claimed; }

private:
    std::string _text;
    std::uint64_t _claimed;
    std::size_t _at = 0;
};

/// Says the words it is given, one a wake-up.
class WordFeed final : public http::Feed
{
public:
    struct State
    {
        std::vector<std::string> words;
        std::size_t next = 0;
        std::optional<http::Pipe> pipe;
        bool isGone = false;
    };

    WordFeed(const kc_host* host, State& state) : Feed{host}, _state{state} {}

    ~WordFeed() override { _state.isGone = true; }

    Status next(Context&, const http::Pipe& pipe) override
    {
        _state.pipe = pipe;
        if (_state.next == _state.words.size())
            return KC_STOP;
        pipe.write(_state.words[_state.next++]);
        return KC_OK;
    }

private:
    State& _state;
};

constexpr const char* kAnn = "Authorization: Basic YW5uOnNlY3JldA==\r\n";

std::string get(const std::string& fields = "", const std::string& version = "1.1")
{
    return "GET /x HTTP/" + version + "\r\nHost: x\r\n" + kAnn + fields + "\r\n";
}

std::string manyLines()
{
    std::string text;
    for (int i = 0; i < 40'000; ++i)
        text += "line " + std::to_string(i) + "\n";
    return text;
}

} // namespace

class BodiesTest : public CPPUNIT_NS::TestFixture
{
    CPPUNIT_TEST_SUITE(BodiesTest);
    CPPUNIT_TEST(handsALongBodyOverAsAStream);
    CPPUNIT_TEST(asksTheHandlerBeforeItTakesABody);
    CPPUNIT_TEST(takesNoLongBodyOfStrangers);
    CPPUNIT_TEST(streamsAsTheClientTakesIt);
    CPPUNIT_TEST(breaksOffWhenAStreamIsShort);
    CPPUNIT_TEST(sendsTheRangeThatIsAskedFor);
    CPPUNIT_TEST(comparesTags);
    CPPUNIT_TEST(compressesWhatIsWorthItAndSafe);
    CPPUNIT_TEST(feedsUntilTheFeedEnds);
    CPPUNIT_TEST(endsAFeedWithTheClient);
    CPPUNIT_TEST(feedsOldClientsUntilItCloses);
    CPPUNIT_TEST(checksAPasswordOnceAConnection);
    CPPUNIT_TEST(forgetsALoginSoon);
    CPPUNIT_TEST(logsRequestsWithoutSecretsIfToldSo);
    CPPUNIT_TEST_SUITE_END();

    FakeAuth _auth;
    FakeDirectory _directory;
    ScriptedHandler _handler;
    std::unique_ptr<test::FakeKernel> _kernel;
    std::unique_ptr<test::FakeNet> _net;

    std::unique_ptr<HttpConnection> connect()
    {
        return std::make_unique<HttpConnection>(*_kernel, _net->listener("server_listen"),
                                                test::FakePeer{});
    }

    void answerWith(const std::string& type, const std::string& text, const std::string& tag = "")
    {
        _handler.onHandle = [=](Context&, const kc_http_request&, const http::Reply& reply)
        {
            reply.status(200);
            reply.header("Content-Type", type);
            if (!tag.empty())
                reply.header("ETag", tag);
            reply.body(text);
        };
    }

    void stream(const std::string& text, std::uint64_t claimed)
    {
        _handler.onHandle = [=, this](Context&, const kc_http_request&, const http::Reply& reply)
        {
            reply.status(200);
            reply.header("ETag", "\"one\"");
            reply.stream(
                ReadSource::release(std::make_unique<TextSource>(_handler.host, text, claimed)));
        };
    }

    void handsALongBodyOverAsAStream()
    {
        std::string seen;
        std::size_t atOnce = 0;
        _handler.onHandle =
            [&](Context& context, const kc_http_request& request, const http::Reply& reply)
        {
            atOnce = request.body.n;
            seen = http::readBody(context, request, 5'000'000).value_or("too long");
            CPPUNIT_ASSERT(!http::readBody(context, request, request.length - 1));
            CPPUNIT_ASSERT(http::field(request, "x-word") == std::optional<sv>{"w"});
            CPPUNIT_ASSERT(!http::field(request, "authorization"));
            reply.status(204);
        };
        for (const std::size_t size :
             {std::size_t{1}, std::size_t{KC_HTTP_BODY_AT_ONCE},
              std::size_t{KC_HTTP_BODY_AT_ONCE} + 1, std::size_t{3'000'000}})
        {
            std::string body(size, 'b');
            body.back() = 'e';
            const auto connection = connect();
            const std::string head = "POST /x HTTP/1.1\r\nHost: x\r\nX-Word: w\r\n" +
                                     std::string{kAnn} + "Content-Length: " + std::to_string(size) +
                                     "\r\n\r\n";
            CPPUNIT_ASSERT_EQUAL(204, connection->talkInPieces(head + body, 100'000).at(0).status);
            CPPUNIT_ASSERT(seen == body);
            CPPUNIT_ASSERT_EQUAL(size > KC_HTTP_BODY_AT_ONCE ? 0 : size, atOnce);
            CPPUNIT_ASSERT_EQUAL(0, _handler.turns);
        }
    }

    void asksTheHandlerBeforeItTakesABody()
    {
        const std::string head = "POST /x HTTP/1.1\r\nHost: x\r\n" + std::string{kAnn} +
                                 "Expect: 100-continue\r\nContent-Length: 900000\r\n\r\n";
        _handler.isOpen = false;
        const auto refused = connect();
        CPPUNIT_ASSERT_EQUAL(409, refused->talk(head).status);
        CPPUNIT_ASSERT(refused->isFinished);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{900'000}, _handler.announced);
        _handler.isOpen = true;
        {
            const auto broken = connect();
            broken->send(head + "begun");
            CPPUNIT_ASSERT_EQUAL(1, _handler.turns);
        }
        CPPUNIT_ASSERT_EQUAL(0, _handler.turns);
    }

    void takesNoLongBodyOfStrangers()
    {
        const auto connection = connect();
        const std::string head = "POST /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: ";
        CPPUNIT_ASSERT_EQUAL(413, connection->talk(head + "70000\r\n\r\n").status);
        CPPUNIT_ASSERT(connection->isFinished);
    }

    void streamsAsTheClientTakesIt()
    {
        const std::string text = manyLines();
        stream(text, text.size());
        const auto connection = connect();
        connection->mark = 0;
        CPPUNIT_ASSERT(connection->input(get() + get()) == KC_CONTINUE);
        CPPUNIT_ASSERT(connection->largestQueue < 200'000);
        connection->mark = SIZE_MAX;
        CPPUNIT_ASSERT(connection->send("") == KC_OK);
        const auto answers = connection->answers();
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, answers.size());
        for (const HttpAnswer& answer : answers)
            CPPUNIT_ASSERT(answer.body == text);
    }

    void breaksOffWhenAStreamIsShort()
    {
        stream("short", 6);
        const auto connection = connect();
        CPPUNIT_ASSERT(connection->send(get()) < 0);
    }

    void sendsTheRangeThatIsAskedFor()
    {
        const std::string text = manyLines();
        stream(text, text.size());
        const auto whole = connect()->talk(get("Range: bytes=0-1,5-6\r\n"));
        CPPUNIT_ASSERT_EQUAL(200, whole.status);
        CPPUNIT_ASSERT(whole.head.find("Accept-Ranges: bytes") != std::string::npos);
        for (const char* fields : {"Range: bytes=70000-149999\r\n",
                                   "Range: bytes=70000-149999\r\nIf-Range: \"one\"\r\n"})
        {
            const auto part = connect()->talk(get(fields));
            CPPUNIT_ASSERT_EQUAL(206, part.status);
            CPPUNIT_ASSERT(part.body == text.substr(70'000, 80'000));
            CPPUNIT_ASSERT(part.head.find("Content-Range: bytes 70000-149999/" +
                                          std::to_string(text.size())) != std::string::npos);
        }
        const auto changed = connect()->talk(get("Range: bytes=1-2\r\nIf-Range: \"two\"\r\n"));
        CPPUNIT_ASSERT_EQUAL(200, changed.status);
        const auto beyond = connect()->talk(get("Range: bytes=9999999-\r\n"));
        CPPUNIT_ASSERT_EQUAL(416, beyond.status);
        CPPUNIT_ASSERT(beyond.head.find("Content-Range: bytes */") != std::string::npos);
    }

    void comparesTags()
    {
        answerWith("text/plain", "text", "\"a\"");
        for (const char* known : {"\"a\"", "W/\"a\"", "\"b\", \"a\"", "*"})
        {
            const auto answer =
                connect()->talk(get(std::string{"If-None-Match: "} + known + "\r\n"));
            CPPUNIT_ASSERT_EQUAL_MESSAGE(known, 304, answer.status);
            CPPUNIT_ASSERT(answer.body.empty());
        }
        CPPUNIT_ASSERT_EQUAL(200, connect()->talk(get("If-None-Match: \"b\"\r\n")).status);
    }

    void compressesWhatIsWorthItAndSafe()
    {
        const std::string long_ = manyLines();
        const auto coding = [&](const std::string& fields)
        {
            const auto answer = connect()->talk(get(fields));
            const std::size_t at = answer.head.find("Content-Encoding: ");
            return at == std::string::npos ? std::string{} : answer.head.substr(at + 18, 4);
        };
        const std::string both = "Accept-Encoding: gzip, zstd\r\n";
        answerWith("application/json", long_);
        CPPUNIT_ASSERT_EQUAL(std::string{"zstd"}, coding(both));
        CPPUNIT_ASSERT_EQUAL(std::string{"gzip"}, coding("Accept-Encoding: gzip\r\n"));
        CPPUNIT_ASSERT_EQUAL(std::string{"zstd"}, coding(both + "Sec-Fetch-Site: same-origin\r\n"));
        CPPUNIT_ASSERT_EQUAL(std::string{}, coding(""));
        CPPUNIT_ASSERT_EQUAL(std::string{}, coding(both + "Sec-Fetch-Site: cross-site\r\n"));
        answerWith("application/zip", long_);
        CPPUNIT_ASSERT_EQUAL(std::string{}, coding(both));
        answerWith("application/json", "[]");
        CPPUNIT_ASSERT_EQUAL(std::string{}, coding(both));
        _handler.onHandle = [&](Context&, const kc_http_request&, const http::Reply& reply)
        {
            reply.status(200);
            reply.header("Content-Type", "application/json");
            reply.header("Cache-Control", "no-store, no-transform");
            reply.body(long_);
        };
        CPPUNIT_ASSERT_EQUAL(std::string{}, coding(both));
    }

    void feed(WordFeed::State& state)
    {
        _handler.onHandle = [&](Context&, const kc_http_request&, const http::Reply& reply)
        {
            reply.status(200);
            reply.feed(std::make_unique<WordFeed>(_handler.host, state));
        };
    }

    void feedsUntilTheFeedEnds()
    {
        WordFeed::State state{{"one", "twotwotwotwotwotwo"}, 0, {}, false};
        feed(state);
        const auto connection = connect();
        CPPUNIT_ASSERT(connection->send(get() + "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n") ==
                       KC_OK);
        const std::string head = connection->take();
        CPPUNIT_ASSERT(head.find("Transfer-Encoding: chunked\r\n") != std::string::npos);
        CPPUNIT_ASSERT(head.find("Content-Length") == std::string::npos);
        CPPUNIT_ASSERT(head.ends_with("\r\n\r\n3\r\none\r\n"));
        state.pipe->wake();
        connection->settle();
        CPPUNIT_ASSERT_EQUAL(std::string{"12\r\ntwotwotwotwotwotwo\r\n"}, connection->take());
        CPPUNIT_ASSERT(!state.isGone);
        state.pipe->wake();
        connection->settle();
        (void)connection->send("");
        const std::string end = connection->take();
        CPPUNIT_ASSERT(end.starts_with("0\r\n\r\nHTTP/1.1 200 OK"));
        CPPUNIT_ASSERT(state.isGone);
    }

    void endsAFeedWithTheClient()
    {
        WordFeed::State gone{{"one"}, 0, {}, false};
        feed(gone);
        {
            const auto connection = connect();
            (void)connection->send(get());
        }
        CPPUNIT_ASSERT(gone.isGone);
        for (const bool drains : {false, true})
        {
            WordFeed::State state{{"one"}, 0, {}, false};
            feed(state);
            const auto connection = connect();
            (void)connection->send(get());
            (void)connection->take();
            drains ? connection->drain() : connection->expire();
            CPPUNIT_ASSERT_EQUAL(std::string{"0\r\n\r\n"}, connection->take());
            CPPUNIT_ASSERT(state.isGone);
        }
        WordFeed::State flooded{{"one"}, 0, {}, false};
        feed(flooded);
        const auto connection = connect();
        (void)connection->send(get());
        CPPUNIT_ASSERT(connection->send(std::string(70'000, 'x')) < 0);
    }

    void feedsOldClientsUntilItCloses()
    {
        WordFeed::State state{{"one"}, 0, {}, false};
        feed(state);
        const auto connection = connect();
        (void)connection->send(get("", "1.0"));
        state.pipe->wake();
        connection->settle();
        const std::string all = connection->take();
        CPPUNIT_ASSERT(all.ends_with("\r\n\r\none"));
        CPPUNIT_ASSERT(all.find("Connection: close") != std::string::npos);
        CPPUNIT_ASSERT(connection->isFinished);
    }

    void checksAPasswordOnceAConnection()
    {
        answerWith("text/plain", "fine");
        const auto connection = connect();
        for (int i = 0; i < 5; ++i)
            CPPUNIT_ASSERT_EQUAL(200, connection->talk(get()).status);
        CPPUNIT_ASSERT_EQUAL(1, _auth.asked);
        const std::string wrong = "GET /x HTTP/1.1\r\nHost: x\r\nAuthorization: Basic "
                                  "YW5uOndyb25n\r\n\r\n";
        CPPUNIT_ASSERT_EQUAL(401, connection->talk(wrong).status);
        CPPUNIT_ASSERT_EQUAL(401, connection->talk("GET /x HTTP/1.1\r\nHost: x\r\n\r\n").status);
        CPPUNIT_ASSERT_EQUAL(200, connection->talk(get()).status);
        CPPUNIT_ASSERT_EQUAL(3, _auth.asked);
        CPPUNIT_ASSERT_EQUAL(200, connect()->talk(get()).status);
        CPPUNIT_ASSERT_EQUAL(4, _auth.asked);
    }

    void forgetsALoginSoon()
    {
        using httpd::RecentLogin;
        RecentLogin recent;
        const auto now = RecentLogin::Clock::now();
        CPPUNIT_ASSERT(recent.find("", now) == nullptr);
        recent.remember("Basic eA==", {17, "ann", 1}, now);
        CPPUNIT_ASSERT(recent.find("Basic eA==", now)->principal == 17);
        CPPUNIT_ASSERT(recent.find("Basic eQ==", now) == nullptr);
        CPPUNIT_ASSERT(recent.find("", now) == nullptr);
        CPPUNIT_ASSERT(recent.find("Basic eA==", now + RecentLogin::kLifetime) == nullptr);
        recent.forget();
        CPPUNIT_ASSERT(recent.find("Basic eA==", now) == nullptr);
    }

    void logsRequestsWithoutSecretsIfToldSo()
    {
        answerWith("text/plain", "fine");
        (void)connect()->talk("GET /x?token=hush HTTP/1.1\r\nHost: x\r\n" + std::string{kAnn} +
                              "\r\n");
        (void)connect()->talk("GET / HTTP/1.1\nHost: x\r\n\r\n");
        const std::vector<std::string>& lines = _kernel->lines();
        CPPUNIT_ASSERT_EQUAL(std::ptrdiff_t{2},
                             std::count(lines.begin(), lines.end(), "http request"));
        for (const std::string& line : _kernel->fullLines())
            for (const char* secret : {"hush", "secret", "YW5u"})
                CPPUNIT_ASSERT_MESSAGE(line, line.find(secret) == std::string::npos);
    }

public:
    void setUp() override
    {
        _kernel = std::make_unique<test::FakeKernel>();
        _net = std::make_unique<test::FakeNet>(*_kernel);
        _handler.host = _kernel->host();
        _kernel->offer<PasswordAuth>(_auth);
        _kernel->offer<Directory>(_directory);
        _kernel->load(kc_module_entry(), {{"server_listen", "127.0.0.1:236"},
                                          {"tmp_path", "/tmp"},
                                          {"http_log_requests", "yes"}});
        const kc_service http = _kernel->service(KC_HTTP);
        CPPUNIT_ASSERT_EQUAL(0, static_cast<const kc_http*>(http.table)
                                    ->route(http.self, _kernel->context().get(), str("/x"), 1,
                                            &_handler, &_handler));
    }

    void tearDown() override { _kernel.reset(); }
};

CPPUNIT_TEST_SUITE_REGISTRATION(BodiesTest);
