// SPDX-License-Identifier: Apache-2.0
// kc.net/1 over loopback: what a protocol module may rely on, tried with a scripted session.
#include "NetScript.h"

using namespace kc::kernel;
using namespace kc::kernel::test;

class NetTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(NetTest);
    CPPUNIT_TEST(echoes);
    CPPUNIT_TEST(keepsWhatTheSessionDidNotUse);
    CPPUNIT_TEST(closesASessionThatUsesNothingOfAFullBuffer);
    CPPUNIT_TEST(pausesAndResumesWithASlowReader);
    CPPUNIT_TEST(queuesEvenMoreThanTheMark);
    CPPUNIT_TEST(neverLosesAWake);
    CPPUNIT_TEST(serializesWakesWithInput);
    CPPUNIT_TEST(flushesBeforeItCloses);
    CPPUNIT_TEST(answersAHalfClosedClient);
    CPPUNIT_TEST(closesOnceAndLastWhateverTheClientDoes);
    CPPUNIT_TEST(closesWithoutSessionWhenOpenFails);
    CPPUNIT_TEST(expiresIdleConnectionsOnly);
    CPPUNIT_TEST(servesManyConnections);
    CPPUNIT_TEST(shedsWhatIsBeyondTheLimit);
    CPPUNIT_TEST(drainsIdleSessionsAndKillsTheRest);
    CPPUNIT_TEST_SUITE_END();

public:
    void echoes()
    {
        Script script;
        std::atomic<int> calls{0};
        script.input = [&](Session& session, kc::sv bytes, std::size_t& used)
        {
            ++calls;
            return session.peer == "127.0.0.1" ? echo(session, bytes, used) : KC_EBUG;
        };
        Server server{script};
        const Client client = server.client();
        for (int i = 0; i < 100; ++i)
        {
            client.send("ping" + std::to_string(i % 10));
            CPPUNIT_ASSERT_EQUAL("ping" + std::to_string(i % 10), client.read(5));
        }
        CPPUNIT_ASSERT(calls >= 100);
    }

    void keepsWhatTheSessionDidNotUse()
    {
        Script script;
        script.input = [](Session& session, kc::sv bytes, std::size_t& used) -> kc_status
        {
            const std::size_t end = bytes.rfind('\n');
            used = end == kc::sv::npos ? 0 : end + 1;
            session.write(bytes.substr(0, used));
            return KC_OK;
        };
        Server server{script};
        const Client client = server.client();
        client.send("one\ntw");
        CPPUNIT_ASSERT_EQUAL(std::string{"one\n"}, client.read(4));
        client.send("o");
        client.send("\nthree\nrest");
        CPPUNIT_ASSERT_EQUAL(std::string{"two\nthree\n"}, client.read(10));
    }

    void closesASessionThatUsesNothingOfAFullBuffer()
    {
        Script script;
        script.input = [](Session&, kc::sv bytes, std::size_t&) -> kc_status
        { return bytes.size() > 4096 ? KC_EBUG : KC_OK; };
        Server server{script};
        const Client client = server.client();
        client.send(std::string(8192, 'x'));
        script.closes.acquire();
        CPPUNIT_ASSERT_EQUAL(1, script.closed.load());
    }

    void pausesAndResumesWithASlowReader()
    {
        constexpr std::size_t kPieces = 2000;
        Script script;
        std::counting_semaphore<kPieces> paused{0};
        std::atomic<std::size_t> atFirst{0};
        script.input = [&](Session& session, kc::sv bytes, std::size_t& used) -> kc_status
        {
            used = bytes.size();
            while (session.counter < kPieces)
            {
                ++session.counter;
                if (session.write(std::string(10'000, 'x')) == KC_STOP)
                {
                    if (atFirst == 0)
                        atFirst = session.counter;
                    paused.release();
                    return KC_CONTINUE;
                }
            }
            return session.write("end");
        };
        Server server{script};
        const Client client = server.client();
        client.send("go");
        paused.acquire(); // 20 MB do not go out while nobody reads
        CPPUNIT_ASSERT_MESSAGE(std::to_string(atFirst), atFirst < 200); // nor into the system
        const std::string all = client.read(kPieces * 10'000 + 3);
        CPPUNIT_ASSERT_EQUAL(kPieces * 10'000 + 3, all.size());
        CPPUNIT_ASSERT(all.ends_with("xend"));
    }

    void queuesEvenMoreThanTheMark()
    {
        const std::string big(8'000'000, 'y');
        Script script;
        script.input = [&](Session& session, kc::sv bytes, std::size_t& used) -> kc_status
        {
            used = bytes.size();
            return session.write(big) < 0 ? KC_EBUG : KC_OK;
        };
        Server server{script};
        const Client client = server.client();
        client.send("go");
        CPPUNIT_ASSERT(client.read(big.size()) == big);
    }

    void neverLosesAWake()
    {
        Script script;
        std::counting_semaphore<100'000> woken{0};
        std::atomic<kc_conn*> connection{nullptr};
        std::binary_semaphore known{0};
        script.input = echo;
        script.open = [&](Session& session)
        {
            connection = session.connection;
            known.release();
            return KC_OK;
        };
        script.wake = [&](Session&)
        {
            woken.release();
            return KC_OK;
        };
        Server server{script};
        const Client client = server.client();
        known.acquire();
        for (int i = 0; i < 10'000; ++i)
        {
            NetService::table().wake(connection);
            CPPUNIT_ASSERT_MESSAGE("wake " + std::to_string(i) + " is lost",
                                   woken.try_acquire_for(std::chrono::seconds{20}));
            while (woken.try_acquire()) // coalesced ones may come in two
            {
            }
        }
    }

    void serializesWakesWithInput()
    {
        Script script;
        std::atomic<kc_conn*> connection{nullptr};
        std::binary_semaphore known{0};
        std::atomic<int> wakes{0};
        script.open = [&](Session& session)
        {
            connection = session.connection;
            known.release();
            return KC_OK;
        };
        script.input = [](Session& session, kc::sv bytes, std::size_t& used)
        {
            NetService::table().wake(session.connection); // from inside
            return echo(session, bytes, used);
        };
        script.wake = [&](Session& session)
        {
            ++wakes;
            return session.write("w") == KC_OK ? KC_OK : KC_OK;
        };
        Server server{script};
        const Client client = server.client();
        known.acquire();
        std::atomic<bool> stop{false};
        std::thread waker{[&]
                          {
                              while (!stop)
                                  NetService::table().wake(connection);
                          }};
        int echoed = 0;
        for (int i = 0; i < 500; ++i)
        {
            client.send("e");
            for (std::string got; got != "e"; got = client.read(1))
            {
            }
            ++echoed;
        }
        stop = true;
        waker.join();
        CPPUNIT_ASSERT_EQUAL(500, echoed);
        CPPUNIT_ASSERT(wakes > 0);
        CPPUNIT_ASSERT_EQUAL(0, script.overlaps.load());
    }

    void flushesBeforeItCloses()
    {
        const std::string last(3'000'000, 'z');
        Script script;
        script.input = [&](Session& session, kc::sv bytes, std::size_t& used) -> kc_status
        {
            used = bytes.size() / 2; // what is left is not asked about again
            session.write(last);
            NetService::table().finish(session.connection);
            return KC_OK;
        };
        Server server{script};
        const Client client = server.client();
        client.send("bye and more");
        CPPUNIT_ASSERT(client.read(last.size()) == last);
        CPPUNIT_ASSERT(client.isClosed());
        script.closes.acquire();
    }

    void answersAHalfClosedClient()
    {
        Script script;
        script.input = [](Session& session, kc::sv bytes, std::size_t& used) -> kc_status
        {
            used = bytes.size();
            for (; session.counter < 100; ++session.counter)
                if (session.write(std::string(10'000, 'x')) == KC_STOP)
                {
                    ++session.counter;
                    return KC_CONTINUE;
                }
            return KC_OK;
        };
        Server server{script};
        const Client client = server.client();
        client.send("go");
        client.endOfStream();
        CPPUNIT_ASSERT_EQUAL(std::size_t{1'000'000}, client.read(1'000'000).size());
        CPPUNIT_ASSERT(client.isClosed());
        script.closes.acquire();
        CPPUNIT_ASSERT_EQUAL(1, script.closed.load());
    }

    void closesOnceAndLastWhateverTheClientDoes()
    {
        Script script;
        script.input = [&](Session& session, kc::sv bytes, std::size_t& used) -> kc_status
        {
            used = bytes.size();
            NetService::table().wake(session.connection);
            if (bytes.starts_with("fail"))
                return KC_EDENIED;
            session.write(std::string(100'000, 'x'));
            return KC_OK;
        };
        script.wake = [](Session& session) { return session.write("w"); };
        Server server{script};
        constexpr int kCount = 300;
        NetLimits limits;
        limits.beforeLogin = kCount;
        server.net().setLimits(limits);
        for (int i = 0; i < kCount; ++i)
        {
            Client client = server.client();
            client.send(i % 3 == 0 ? "fail" : "data");
            if (i % 3 == 1)
                client.reset();
        }
        for (int i = 0; i < kCount; ++i)
            CPPUNIT_ASSERT(script.closes.try_acquire_for(std::chrono::seconds{20}));
        CPPUNIT_ASSERT_EQUAL(kCount, script.opened.load());
        CPPUNIT_ASSERT_EQUAL(kCount, script.closed.load());
        CPPUNIT_ASSERT_EQUAL(0, script.overlaps.load());
    }

    void closesWithoutSessionWhenOpenFails()
    {
        Script script;
        script.open = [](Session& session)
        {
            (void)session;
            return kc_status{KC_EUNAVAIL};
        };
        Server server{script};
        const Client client = server.client();
        CPPUNIT_ASSERT(client.isClosed());
        CPPUNIT_ASSERT_EQUAL(0, script.closed.load());
    }

    void expiresIdleConnectionsOnly()
    {
        Script script;
        script.input = [](Session& session, kc::sv bytes, std::size_t& used)
        {
            if (bytes.starts_with("long"))
                NetService::table().set_timeout(session.connection, 3600 * kSecond);
            if (bytes.starts_with("short"))
                NetService::table().set_timeout(session.connection, 10 * kMillisecond);
            return echo(session, bytes, used);
        };
        script.expire = [](Session& session) { session.write("late"); };
        Server server{script, 150 * kMillisecond};
        const Client patient = server.client();
        const Client idle = server.client();
        const Client hasty = server.client();
        patient.send("long");
        CPPUNIT_ASSERT_EQUAL(std::string{"long"}, patient.read(4));
        const std::int64_t begin = monotonicNow();
        hasty.send("short");
        CPPUNIT_ASSERT_EQUAL(std::string{"shortlate"}, hasty.read(9));
        CPPUNIT_ASSERT(hasty.isClosed());
        CPPUNIT_ASSERT_EQUAL(std::string{"late"}, idle.read(4));
        CPPUNIT_ASSERT(monotonicNow() - begin >= 100 * kMillisecond);
        CPPUNIT_ASSERT(idle.isClosed());
        patient.send("still");
        CPPUNIT_ASSERT_EQUAL(std::string{"still"}, patient.read(5));
    }

    void servesManyConnections()
    {
        constexpr int kCount = 2000;
        Script script;
        script.input = echo;
        Server server{script, 60 * kSecond};
        NetLimits limits;
        limits.beforeLogin = kCount;
        server.net().setLimits(limits);
        std::vector<Client> clients;
        for (int i = 0; i < kCount; ++i)
            clients.push_back(server.client());
        for (int i = 0; i < kCount; ++i)
            clients[static_cast<std::size_t>(i)].send(std::to_string(10'000 + i));
        for (int i = 0; i < kCount; ++i)
            CPPUNIT_ASSERT_EQUAL(std::to_string(10'000 + i),
                                 clients[static_cast<std::size_t>(i)].read(5));
        CPPUNIT_ASSERT_EQUAL(std::size_t{kCount}, server.net().connections());
        clients.clear();
        for (int i = 0; i < kCount; ++i)
            CPPUNIT_ASSERT(script.closes.try_acquire_for(std::chrono::seconds{20}));
        CPPUNIT_ASSERT_EQUAL(0, script.overlaps.load());
    }

    void shedsWhatIsBeyondTheLimit()
    {
        Script script;
        script.input = echo;
        Server server{script};
        NetLimits limits;
        limits.connections = 2;
        server.net().setLimits(limits);
        const Client first = server.client();
        const Client second = server.client();
        second.send("a");
        CPPUNIT_ASSERT_EQUAL(std::string{"a"}, second.read(1));
        const Client third = server.client();
        CPPUNIT_ASSERT(third.isClosed());
        first.send("b");
        CPPUNIT_ASSERT_EQUAL(std::string{"b"}, first.read(1));
    }

    void drainsIdleSessionsAndKillsTheRest()
    {
        Script script;
        script.input = [](Session& session, kc::sv bytes, std::size_t& used) -> kc_status
        {
            used = bytes.starts_with("busy") ? 0 : bytes.size();
            return session.write("ok");
        };
        script.drain = [](Session& session) { session.write("going down"); };
        Server server{script};
        const Client idle = server.client();
        const Client busy = server.client();
        idle.send("idle");
        busy.send("busy");
        CPPUNIT_ASSERT_EQUAL(std::string{"ok"}, idle.read(2));
        CPPUNIT_ASSERT_EQUAL(std::string{"ok"}, busy.read(2));
        const std::int64_t begin = monotonicNow();
        server.net().drain(begin + 100 * kMillisecond);
        CPPUNIT_ASSERT(monotonicNow() - begin >= 100 * kMillisecond);
        CPPUNIT_ASSERT_EQUAL(std::string{"going down"}, idle.read(10));
        CPPUNIT_ASSERT(idle.isClosed());
        CPPUNIT_ASSERT(busy.isClosed());
        CPPUNIT_ASSERT_EQUAL(2, script.closed.load());
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, server.net().connections());
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(NetTest);
