// SPDX-License-Identifier: Apache-2.0
// What NetTest tries the network with: a client's socket, a scripted session, a server around them.
#pragma once

#include "log/Log.h"
#include "net/NetService.h"
#include <kc/descriptor/Words.h>

#include <cppunit/extensions/HelperMacros.h>
#include <functional>
#include <netinet/in.h>
#include <semaphore>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace kc::kernel::test
{

/// A client's blocking socket with a time-out, so that a bug is a failure and no hang.
class Client
{
public:
    explicit Client(std::uint16_t port) : _socket{::socket(AF_INET, SOCK_STREAM, 0)}
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

    bool isClosed() const { return read(1).empty(); }

    void endOfStream() const { shutdown(_socket, SHUT_WR); }

    int socket() const { return _socket; }

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
            ~Leave() { --inside; }
        } leave{inside};
        return body();
    }
};

inline Session& of(void* session)
{
    return *static_cast<Session*>(session);
}

inline const kc_protocol kProtocol{
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

inline kc_status echo(Session& session, kc::sv bytes, std::size_t& used)
{
    used = bytes.size();
    return session.write(bytes);
}

/// A pool, a log that says nothing, and one listener on a free port of loopback.
class Server
{
public:
    explicit Server(Script& script, std::int64_t timeout = 0, std::uint32_t maxInput = 4096)
        : Server{script, {}, timeout, maxInput}
    {
    }

    /// `listen` says what else the listener has.
    Server(Script& script, kc_listen listen, std::int64_t timeout = 0,
           std::uint32_t maxInput = 4096)
        : _net{_pool, _log}
    {
        _log.setLevel(0);
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

    Client client() const { return Client{_net.listeners().front()->boundPort()}; }

    NetService& net() { return _net; }

private:
    Log _log;
    ThreadPool _pool{4, 8};
    NetService _net;
};

} // namespace kc::kernel::test
