// SPDX-License-Identifier: Apache-2.0
// kc.net/1 over loopback: what a protocol module may rely on, tried with a scripted session.
#include "core/Words.h"
#include "log/Log.h"
#include "net/NetService.h"

#include <cppunit/extensions/HelperMacros.h>
#include <functional>
#include <netinet/in.h>
#include <semaphore>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

using namespace kc::kernel;

namespace
{

/// A client's blocking socket with a time-out, so that a bug is a failure and no hang.
class Client
{
public:
    explicit Client(std::uint16_t port) : _socket{socket(AF_INET, SOCK_STREAM, 0)}
    {
        const timeval patience{20, 0};
        setsockopt(_socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        CPPUNIT_ASSERT_EQUAL(
            0, connect(_socket, reinterpret_cast<const sockaddr*>(&address), sizeof address));
    }

    Client(Client&& other) noexcept : _socket{std::exchange(other._socket, -1)} {}

    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    ~Client()
    {
        if (_socket >= 0)
            close(_socket);
    }

    void send(kc::sv text) const
    {
        CPPUNIT_ASSERT_EQUAL(static_cast<ssize_t>(text.size()),
                             ::send(_socket, text.data(), text.size(), MSG_NOSIGNAL));
    }

    /// Exactly n octets, fewer only at the end of the stream.
    std::string read(std::size_t n) const
    {
        std::string got(n, '\0');
        std::size_t have = 0;
        while (have < n)
        {
            const ssize_t more = recv(_socket, got.data() + have, n - have, 0);
            CPPUNIT_ASSERT_MESSAGE("nothing came", more >= 0);
            if (more == 0)
                break;
            have += static_cast<std::size_t>(more);
        }
        got.resize(have);
        return got;
    }

    bool isClosed() const
    {
        return read(1).empty();
    }

    void endOfStream() const
    {
        shutdown(_socket, SHUT_WR);
    }

    void reset()
    {
        const linger hard{1, 0};
        setsockopt(_socket, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
        close(std::exchange(_socket, -1));
    }

private:
    int _socket;
};

struct Session;

/// What sessions do, and what was seen of them.
struct Script
{
    std::function<kc_status(Session&)> open = [](Session&) { return KC_OK; };
    std::function<kc_status(Session&, kc::sv, std::size_t&)> input;
    std::function<kc_status(Session&)> wake = [](Session&) { return KC_OK; };
    std::function<void(Session&)> expire = [](Session&) {};
    std::function<void(Session&)> drain = [](Session&) {};
    std::atomic<int> opened{0}, closed{0}, overlaps{0};
    std::counting_semaphore<100'000> closes{0};
};

struct Session
{
    Session(Script& theScript, kc_conn* theConnection, std::string thePeer)
        : script{theScript}, connection{theConnection}, peer{std::move(thePeer)}
    {
    }

    Script& script;
    kc_conn* connection;
    std::string peer;
    std::atomic<int> inside{0};
    std::size_t counter = 0;

    kc_status write(kc::sv text) const
    {
        return NetService::table().write(connection, text.data(), text.size());
    }

    /// Guards a callback: two at once for one session are a broken promise.
    template <class Body>
    auto guarded(Body&& body)
    {
        if (++inside != 1)
            ++script.overlaps;
        struct Leave
        {
            std::atomic<int>& inside;
            ~Leave()
            {
                --inside;
            }
        } leave{inside};
        return body();
    }
};

Session& of(void* session)
{
    return *static_cast<Session*>(session);
}

const kc_protocol kProtocol{
    sizeof(kc_protocol),
    [](void* self, kc_ctx*, kc_conn* conn, const kc_peer* peer, void** session) -> kc_status
    {
        Script& script = *static_cast<Script*>(self);
        ++script.opened;
        auto made = std::make_unique<Session>(script, conn, std::string{kc::view(peer->address)});
        const kc_status status = script.open(*made);
        if (status >= 0)
            *session = made.release();
        return status;
    },
    [](void* session, kc_ctx*, kc_str bytes, std::size_t* used) -> kc_status
    {
        Session& s = of(session);
        return s.guarded([&] { return s.script.input(s, kc::view(bytes), *used); });
    },
    [](void* session, kc_ctx*) -> kc_status
    {
        Session& s = of(session);
        return s.guarded([&] { return s.script.wake(s); });
    },
    [](void* session, kc_ctx*) { of(session).script.expire(of(session)); },
    [](void* session, kc_ctx*) { of(session).script.drain(of(session)); },
    [](void* session)
    {
        const std::unique_ptr<Session> ended{&of(session)};
        if (++ended->inside != 1)
            ++ended->script.overlaps;
        ++ended->script.closed;
        ended->script.closes.release();
    },
};

kc_status echo(Session& session, kc::sv bytes, std::size_t& used)
{
    used = bytes.size();
    return session.write(bytes);
}

/// A pool, a log that says nothing, and one listener on a free port of loopback.
class Server
{
public:
    explicit Server(Script& script, std::int64_t timeout = 0, std::uint32_t maxInput = 4096)
        : _net{_pool, _log}
    {
        _log.setLevel(0);
        kc_listen listen{};
        listen.size = sizeof listen;
        listen.name = kc::str("test");
        listen.addresses = kc::str("127.0.0.1:0");
        listen.option = "test_listen";
        listen.protocol = &kProtocol;
        listen.self = &script;
        listen.timeout = timeout;
        listen.max_input = maxInput;
        CPPUNIT_ASSERT_EQUAL(kc_status{KC_OK}, _net.announce(nullptr, listen, "t.cfg:1"));
        Problems problems;
        _net.openAll(problems);
        CPPUNIT_ASSERT_EQUAL(std::string{}, joined(problems.errors()));
        _net.serve();
    }

    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    ~Server()
    {
        _net.drain(monotonicNow() + 10 * kSecond);
        _net.stop();
        _pool.stop();
    }

    Client client() const
    {
        return Client{_net.listeners().front()->boundPort()};
    }

    NetService& net()
    {
        return _net;
    }

private:
    Log _log;
    ThreadPool _pool{4, 8};
    NetService _net;
};

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
        std::atomic<int> pauses{0};
        script.input = [&](Session& session, kc::sv bytes, std::size_t& used) -> kc_status
        {
            used = bytes.size();
            while (session.counter < kPieces)
            {
                ++session.counter;
                if (session.write(std::string(10'000, 'x')) == KC_STOP)
                {
                    ++pauses;
                    return KC_CONTINUE;
                }
            }
            return session.write("end");
        };
        Server server{script};
        const Client client = server.client();
        client.send("go");
        const std::string all = client.read(kPieces * 10'000 + 3);
        CPPUNIT_ASSERT_EQUAL(kPieces * 10'000 + 3, all.size());
        CPPUNIT_ASSERT(all.ends_with("xend"));
        CPPUNIT_ASSERT_MESSAGE("20 MB went out without a pause", pauses > 0);
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
        server.net().setLimit(2);
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

} // namespace
