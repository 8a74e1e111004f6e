// SPDX-License-Identifier: Apache-2.0
#include "SocketPeer.h"

#include <arpa/inet.h>
#include <array>
#include <netinet/in.h>
#include <sys/socket.h>

namespace kc::kernel
{

std::string addressText(const sockaddr_storage& peer)
{
    std::array<char, INET6_ADDRSTRLEN> text{};
    const void* octets = &reinterpret_cast<const sockaddr_in&>(peer).sin_addr;
    int family = peer.ss_family;
    if (family == AF_INET6)
    {
        const in6_addr& v6 = reinterpret_cast<const sockaddr_in6&>(peer).sin6_addr;
        family = IN6_IS_ADDR_V4MAPPED(&v6) ? AF_INET : AF_INET6;
        octets = v6.s6_addr + (family == AF_INET ? 12 : 0);
    }
    const char* const shown = inet_ntop(family, octets, text.data(), text.size());
    return shown == nullptr ? "" : shown;
}

SocketPeer::SocketPeer(int socket, const Listener& listener, std::string session, bool isTls)
    : _session{std::move(session)}
{
    _raw.size = sizeof _raw;
    _raw.is_unix = listener.isUnix() ? 1 : 0;
    _raw.uid = -1;
    _raw.local = kc::str(listener.text());
    _raw.session = kc::str(_session);
    _raw.is_tls = isTls ? 1 : 0;
    if (listener.isUnix())
    {
        ucred credentials{};
        socklen_t length = sizeof credentials;
        if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &credentials, &length) == 0)
            _raw.uid = credentials.uid;
        return;
    }
    sockaddr_storage address{};
    socklen_t length = sizeof address;
    if (getpeername(socket, reinterpret_cast<sockaddr*>(&address), &length) != 0)
        return;
    _address = addressText(address);
    _raw.address = kc::str(_address);
    // At the same place in both families.
    _raw.port = ntohs(reinterpret_cast<const sockaddr_in&>(address).sin_port);
}

} // namespace kc::kernel
