// SPDX-License-Identifier: Apache-2.0
// Asks the system who is at the other end of a socket: kc_peer for open(). Made on the stack and
// gone after the call; an idle connection does not carry it.
#pragma once

#include "Listener.h"

#include <string>
#include <sys/socket.h>

namespace kc::kernel
{

/// "127.0.0.1", "::1"; an IPv4 client of an IPv6 socket is shown as what it is.
std::string addressText(const sockaddr_storage& peer);

class SocketPeer
{
public:
    SocketPeer(int socket, const Listener& listener, std::string session, bool isTls);
    SocketPeer(const SocketPeer&) = delete;
    SocketPeer& operator=(const SocketPeer&) = delete;

    const kc_peer& raw() const { return _raw; }

private:
    std::string _address;
    std::string _session;
    kc_peer _raw{};
};

} // namespace kc::kernel
