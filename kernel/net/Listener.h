// SPDX-License-Identifier: Apache-2.0
// One listening socket. A UNIX socket's file is removed with it.
#pragma once

#include "Endpoint.h"
#include "ListenAddress.h"

#include <string>

namespace kc::kernel
{

class Listener
{
public:
    /// Binds and listens; throws Fault with the reason.
    Listener(const Endpoint& endpoint, const ListenAddress& address,
             const Poco::Net::SocketAddress& target);
    /// Takes over a socket that listens already.
    Listener(const Endpoint& endpoint, const ListenAddress& address, int socket);
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;
    ~Listener();

    /// Idempotent; connections that were accepted stay.
    void close();

    int socket() const { return _socket; }

    const Endpoint& endpoint() const { return _endpoint; }

    /// As configured.
    const std::string& text() const { return _text; }

    bool isUnix() const { return _text.starts_with("unix:"); }

    /// The port that the system chose when 0 was asked for.
    std::uint16_t boundPort() const;

private:
    void setOptions(const ListenAddress& address, int family) const;
    void bindTo(const Poco::Net::SocketAddress& target) const;
    void replaceStaleSocket(const Poco::Net::SocketAddress& target) const;

    const Endpoint& _endpoint;
    std::string _text;
    std::string _path; // of a UNIX socket of our own
    int _socket = -1;
    std::uint64_t _inode = 0; // of the path, so that only our own is removed
};

} // namespace kc::kernel
