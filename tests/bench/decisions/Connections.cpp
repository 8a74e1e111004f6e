// SPDX-License-Identifier: Apache-2.0
// Decision 0003: what one idle connection costs in three connection models, and how fast each
// echoes. usage: bench-connections thread|reactor|epoll CONNECTIONS
#include <Poco/NObserver.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/SocketAcceptor.h>
#include <Poco/Net/SocketReactor.h>
#include <Poco/Net/StreamSocket.h>
#include <Poco/Net/TCPServer.h>
#include <Poco/Net/TCPServerConnectionFactory.h>
#include <Poco/Net/TCPServerParams.h>
#include <Poco/Thread.h>

#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <fstream>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

namespace
{

using Poco::Net::ServerSocket;
using Poco::Net::StreamSocket;

class EchoConnection : public Poco::Net::TCPServerConnection
{
public:
    using TCPServerConnection::TCPServerConnection;

    void run() override
    {
        char buffer[512];
        for (int got; (got = socket().receiveBytes(buffer, sizeof buffer)) > 0;)
            socket().sendBytes(buffer, got);
    }
};

class EchoHandler
{
public:
    EchoHandler(const StreamSocket& socket, Poco::Net::SocketReactor& reactor)
        : _socket{socket}, _reactor{reactor}
    {
        _reactor.addEventHandler(_socket, _readable);
    }

    void onReadable(const Poco::AutoPtr<Poco::Net::ReadableNotification>&)
    {
        char buffer[512];
        const int got = _socket.receiveBytes(buffer, sizeof buffer);
        if (got > 0)
        {
            _socket.sendBytes(buffer, got);
            return;
        }
        _reactor.removeEventHandler(_socket, _readable);
        delete this; // the acceptor of Poco makes handlers that own themselves
    }

private:
    StreamSocket _socket;
    Poco::Net::SocketReactor& _reactor;
    Poco::NObserver<EchoHandler, Poco::Net::ReadableNotification> _readable{
        *this, &EchoHandler::onReadable};
};

void echoByEpoll(ServerSocket& server)
{
    const int listener = server.impl()->sockfd();
    const int poller = epoll_create1(0);
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = listener;
    epoll_ctl(poller, EPOLL_CTL_ADD, listener, &event);
    char buffer[512];
    while (epoll_wait(poller, &event, 1, -1) >= 0)
    {
        if (event.data.fd == listener)
        {
            epoll_event added{};
            added.events = EPOLLIN;
            added.data.fd = accept4(listener, nullptr, nullptr, SOCK_NONBLOCK);
            epoll_ctl(poller, EPOLL_CTL_ADD, added.data.fd, &added);
            continue;
        }
        const ssize_t got = read(event.data.fd, buffer, sizeof buffer);
        if (got <= 0 || write(event.data.fd, buffer, static_cast<std::size_t>(got)) != got)
            close(event.data.fd);
    }
}

/// Proportional set size of this process in KiB.
long pss()
{
    std::ifstream file{"/proc/self/smaps_rollup"};
    for (std::string word; file >> word;)
        if (word == "Pss:")
        {
            long value = 0;
            file >> value;
            return value;
        }
    return 0;
}

double echoesPerSecond(std::vector<StreamSocket>& clients)
{
    constexpr int kEchoes = 50'000;
    char buffer[64] = "a NOOP\r\n";
    const auto begin = std::chrono::steady_clock::now();
    for (int i = 0; i < kEchoes; ++i)
    {
        StreamSocket& client = clients[static_cast<std::size_t>(i) * 7919 % clients.size()];
        client.sendBytes(buffer, 8);
        for (int got = 0; got < 8;)
            got += client.receiveBytes(buffer, sizeof buffer);
    }
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    return kEchoes / took.count();
}

void measure(const std::string& model, const Poco::Net::SocketAddress& address,
             std::size_t connections)
{
    const long before = pss();
    std::vector<StreamSocket> clients;
    for (std::size_t i = 0; i < connections; ++i)
        clients.emplace_back(address);
    const double speed = echoesPerSecond(clients);
    std::cout << model << ": " << connections << " connections, "
              << static_cast<double>(pss() - before) / static_cast<double>(connections)
              << " KiB each (both ends), " << static_cast<long>(speed)
              << " echoes/s one at a time\n";
}

} // namespace

int main(int argc, char** argv)
{
    const std::string model = argc > 1 ? argv[1] : "epoll";
    const auto connections = static_cast<std::size_t>(argc > 2 ? std::stoi(argv[2]) : 1000);
    ServerSocket server{Poco::Net::SocketAddress{"127.0.0.1", 0}, 1024};
    if (model == "thread")
    {
        Poco::Net::TCPServerParams::Ptr params = new Poco::Net::TCPServerParams;
        params->setMaxThreads(static_cast<int>(connections) + 8);
        params->setMaxQueued(static_cast<int>(connections) + 8);
        Poco::ThreadPool pool{2, static_cast<int>(connections) + 16};
        Poco::Net::TCPServer tcp{new Poco::Net::TCPServerConnectionFactoryImpl<EchoConnection>,
                                 pool, server, params};
        tcp.start();
        measure(model, server.address(), connections);
        std::cout.flush();
        _exit(0); // the threads sit in receiveBytes()
    }
    Poco::Net::SocketReactor reactor;
    if (model == "reactor")
    {
        new Poco::Net::SocketAcceptor<EchoHandler>(server, reactor);
        std::thread{[&] { reactor.run(); }}.detach();
    }
    else
    {
        std::thread{[&] { echoByEpoll(server); }}.detach();
    }
    measure(model, server.address(), connections);
    std::cout.flush();
    _exit(0);
}
