// SPDX-License-Identifier: Apache-2.0
// Push by events, through the module and a pipe that remembers.
#include "EventSource.h"

#include "Doubles.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace kc::jmap;
using namespace kc::jmap::test;

namespace
{

struct FakePipe
{
    std::string said;
    int wakes = 0;
    std::int64_t wakeAfter = 0;

    kc::http::Pipe pipe()
    {
        static constexpr auto kOf = [](kc_http_pipe* raw) -> FakePipe&
        { return *reinterpret_cast<FakePipe*>(raw); };
        static constexpr kc_http_pipe_ops kOps{
            sizeof(kc_http_pipe_ops),
            [](kc_http_pipe* raw, kc_str octets) { kOf(raw).said += kc::view(octets); },
            [](kc_http_pipe* raw) { ++kOf(raw).wakes; },
            [](kc_http_pipe* raw, std::int64_t ns) { kOf(raw).wakeAfter = ns; }};
        return {kOps, reinterpret_cast<kc_http_pipe*>(this)};
    }

    std::string take() { return std::exchange(said, {}); }
};

} // namespace

class EventSourceTest : public CPPUNIT_NS::TestFixture
{
    CPPUNIT_TEST_SUITE(EventSourceTest);
    CPPUNIT_TEST(readsWhatAClientAsksFor);
    CPPUNIT_TEST(refusesWhatIsMissingOrWrong);
    CPPUNIT_TEST(tellsOfChanges);
    CPPUNIT_TEST(tellsOfTheTypesThatWereAskedForAlone);
    CPPUNIT_TEST(tellsThatTheQuotaMayHaveChanged);
    CPPUNIT_TEST(endsAfterAStateIfToldSo);
    CPPUNIT_TEST(tellsWhatWasMissed);
    CPPUNIT_TEST(tellsManyChangesTogether);
    CPPUNIT_TEST(pingsWhenItIsTime);
    CPPUNIT_TEST(stopsWatchingWithTheClient);
    CPPUNIT_TEST_SUITE_END();

    static constexpr std::int64_t kSecond = 1'000'000'000;

    /// The feed of user 17 with that query.
    static std::shared_ptr<kc::http::Feed> connect(Server& server, const std::string& query,
                                                   const std::string& lastEventId = "")
    {
        server.who = {17, "ann", 0};
        const HttpReply reply =
            server.ask("/jmap", "/eventsource", "GET", HttpDetails{"", "", query, lastEventId});
        CPPUNIT_ASSERT_EQUAL(200U, reply.status);
        CPPUNIT_ASSERT_EQUAL(std::string{"text/event-stream"}, reply.headers.at("Content-Type"));
        return reply.feed;
    }

    static kc::Status next(Server& server, kc::http::Feed& feed, FakePipe& pipe)
    {
        kc::Context context = server.context();
        return feed.next(context, pipe.pipe());
    }

    void readsWhatAClientAsksFor()
    {
        const auto all = parseEventRequest("types=*&closeafter=no&ping=0");
        CPPUNIT_ASSERT(all && all->wants("Anything") && all->ping.count() == 0);
        const auto some = parseEventRequest("ping=300&types=Email%2CMailbox&closeafter=state");
        CPPUNIT_ASSERT(some && some->wants("Email") && some->wants("Mailbox") &&
                       !some->wants("Thread"));
        CPPUNIT_ASSERT(some->closeAfter == EventRequest::CloseAfter::State);
        const std::pair<const char*, std::int64_t> pings[]{
            {"1", 5}, {"5", 5}, {"30", 30}, {"300", 300}, {"1800", 1800}, {"999999", 1800}};
        for (const auto& [asked, used] : pings)
            CPPUNIT_ASSERT_EQUAL_MESSAGE(
                asked, used,
                parseEventRequest(std::string{"types=*&closeafter=no&ping="} + asked)
                    ->ping.count());
    }

    void refusesWhatIsMissingOrWrong()
    {
        Server server;
        for (const char* query :
             {"", "types=*&closeafter=no", "types=*&ping=0", "closeafter=no&ping=0",
              "types=&closeafter=no&ping=0", "types=a,,b&closeafter=no&ping=0",
              "types=a,&closeafter=no&ping=0", "types=*&closeafter=yes&ping=0",
              "types=*&closeafter=no&ping=", "types=*&closeafter=no&ping=-1",
              "types=*&closeafter=no&ping=1s", "types=*&closeafter=no&ping=99999999999999999999"})
        {
            const HttpReply reply =
                server.ask("/jmap", "/eventsource", "GET", HttpDetails{"", "", query, ""});
            CPPUNIT_ASSERT_EQUAL_MESSAGE(query, 400U, reply.status);
            CPPUNIT_ASSERT(!reply.feed);
        }
        CPPUNIT_ASSERT_EQUAL(405U, server.ask("/jmap", "/eventsource", "POST").status);
    }

    void tellsOfChanges()
    {
        Server server;
        const auto feed = connect(server, "types=*&closeafter=no&ping=0");
        FakePipe pipe;
        CPPUNIT_ASSERT(next(server, *feed, pipe) == KC_OK);
        CPPUNIT_ASSERT_EQUAL(std::string{}, pipe.take());
        CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, pipe.wakeAfter);
        CPPUNIT_ASSERT_EQUAL(kc_id{1017}, server.store.watched);
        server.store.change();
        CPPUNIT_ASSERT_EQUAL(1, pipe.wakes);
        CPPUNIT_ASSERT(next(server, *feed, pipe) == KC_OK);
        const std::string event = pipe.take();
        CPPUNIT_ASSERT(event.starts_with("event: state\nid: "));
        CPPUNIT_ASSERT(event.ends_with("\n\n"));
        const std::string id = event.substr(17, event.find('\n', 17) - 17);
        const Json change = Json::parse(event.substr(event.find("data: ") + 6));
        const Json types{{"Email", id}, {"Mailbox", id}, {"Quota", id}};
        CPPUNIT_ASSERT((change == Json{{"@type", "StateChange"}, {"changed", {{"a17", types}}}}));
        // Awake without a change: nothing to say.
        CPPUNIT_ASSERT(next(server, *feed, pipe) == KC_OK);
        CPPUNIT_ASSERT_EQUAL(std::string{}, pipe.take());
    }

    void tellsThatTheQuotaMayHaveChanged()
    {
        Server server;
        const auto quota = connect(server, "types=Quota&closeafter=no&ping=0");
        FakePipe pipe;
        CPPUNIT_ASSERT(next(server, *quota, pipe) == KC_OK);
        server.store.change();
        CPPUNIT_ASSERT(next(server, *quota, pipe) == KC_OK);
        CPPUNIT_ASSERT(pipe.said.find("\"Quota\"") != std::string::npos);
        CPPUNIT_ASSERT(pipe.said.find("\"Mailbox\"") == std::string::npos);
    }

    void tellsOfTheTypesThatWereAskedForAlone()
    {
        Server server;
        const auto mailboxes = connect(server, "types=Mailbox,Todo&closeafter=no&ping=0");
        const auto todos = connect(server, "types=Todo&closeafter=no&ping=0");
        FakePipe first, second;
        CPPUNIT_ASSERT(next(server, *mailboxes, first) == KC_OK);
        CPPUNIT_ASSERT(next(server, *todos, second) == KC_OK);
        server.store.change();
        CPPUNIT_ASSERT_EQUAL(0, second.wakes);
        CPPUNIT_ASSERT(next(server, *mailboxes, first) == KC_OK);
        CPPUNIT_ASSERT(next(server, *todos, second) == KC_OK);
        CPPUNIT_ASSERT(first.said.find("\"Mailbox\"") != std::string::npos);
        CPPUNIT_ASSERT(first.said.find("\"Email\"") == std::string::npos);
        CPPUNIT_ASSERT_EQUAL(std::string{}, second.said);
    }

    void endsAfterAStateIfToldSo()
    {
        Server server;
        const auto feed = connect(server, "types=*&closeafter=state&ping=0");
        FakePipe pipe;
        CPPUNIT_ASSERT(next(server, *feed, pipe) == KC_OK);
        server.store.change();
        CPPUNIT_ASSERT(next(server, *feed, pipe) == KC_STOP);
        CPPUNIT_ASSERT(pipe.said.starts_with("event: state\n"));
    }

    void tellsWhatWasMissed()
    {
        Server server;
        const auto feed = connect(server, "types=*&closeafter=no&ping=0");
        FakePipe pipe;
        (void)next(server, *feed, pipe);
        server.store.change();
        (void)next(server, *feed, pipe);
        const std::string id = pipe.said.substr(17, pipe.said.find('\n', 17) - 17);
        FakePipe same;
        const auto again = connect(server, "types=*&closeafter=no&ping=0", id);
        CPPUNIT_ASSERT(next(server, *again, same) == KC_OK);
        CPPUNIT_ASSERT_EQUAL(std::string{}, same.said);
        server.store.modseq = 9;
        FakePipe late;
        const auto later = connect(server, "types=*&closeafter=no&ping=0", id);
        CPPUNIT_ASSERT(next(server, *later, late) == KC_OK);
        CPPUNIT_ASSERT(late.said.starts_with("event: state\n"));
    }

    void tellsManyChangesTogether()
    {
        Server server;
        const auto feed = connect(server, "types=*&closeafter=no&ping=0");
        FakePipe pipe;
        (void)next(server, *feed, pipe);
        server.store.change();
        (void)next(server, *feed, pipe);
        (void)pipe.take();
        const int reads = server.store.reads;
        server.store.change();
        CPPUNIT_ASSERT(next(server, *feed, pipe) == KC_OK);
        CPPUNIT_ASSERT_EQUAL(std::string{}, pipe.take());
        CPPUNIT_ASSERT_EQUAL(reads, server.store.reads);
        CPPUNIT_ASSERT(pipe.wakeAfter > 0 && pipe.wakeAfter <= kSecond / 4);
    }

    void pingsWhenItIsTime()
    {
        Server server;
        const auto feed = connect(server, "types=*&closeafter=no&ping=30");
        FakePipe pipe;
        CPPUNIT_ASSERT(next(server, *feed, pipe) == KC_OK);
        CPPUNIT_ASSERT_EQUAL(std::string{}, pipe.take());
        CPPUNIT_ASSERT(pipe.wakeAfter > 29 * kSecond && pipe.wakeAfter <= 30 * kSecond);
        // The clock is the feed's: let it look as if the time had passed.
        static_cast<EventFeed&>(*feed).letPass(std::chrono::seconds{31});
        CPPUNIT_ASSERT(next(server, *feed, pipe) == KC_OK);
        CPPUNIT_ASSERT_EQUAL(std::string{"event: ping\ndata: {\"interval\":30}\n\n"}, pipe.take());
        CPPUNIT_ASSERT(pipe.wakeAfter > 29 * kSecond);
    }

    void stopsWatchingWithTheClient()
    {
        Server server;
        auto feed = connect(server, "types=*&closeafter=no&ping=0");
        FakePipe pipe;
        (void)next(server, *feed, pipe);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, server.store.watches());
        feed.reset();
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, server.store.watches());
        server.who = {};
        const HttpReply reply = server.ask("/jmap", "/eventsource", "GET",
                                           HttpDetails{"", "", "types=*&closeafter=no&ping=5", ""});
        CPPUNIT_ASSERT(next(server, *reply.feed, pipe) == KC_OK);
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, server.store.watches());
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(EventSourceTest);
