// SPDX-License-Identifier: Apache-2.0
#include "SocketPeer.h"

#include <arpa/inet.h>
#include <cstring>
#include <netinet/in.h>
#include <sys/socket.h>

namespace kc::kernel
{

SocketPeer::SocketPeer(int socket, const Listener& listener, std::string session)
    : _session{std::move(session)}
{
    _raw.size = sizeof _raw;
    _raw.is_unix = listener.isUnix() ? 1 : 0;
    _raw.uid = -1;
    _raw.local = kc::str(listener.text());
    _raw.session = kc::str(_session);
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
    sockaddr_in v4{};
    sockaddr_in6 v6{};
    std::memcpy(&v4, &address, sizeof v4);
    std::memcpy(&v6, &address, sizeof v6);
    const void* const octets =
        address.ss_family == AF_INET6 ? static_cast<const void*>(&v6.sin6_addr) : &v4.sin_addr;
    if (inet_ntop(address.ss_family, octets, _address.data(), sizeof _address) != nullptr)
        _raw.address = kc::str(_address.data());
    _raw.port = ntohs(v6.sin6_port); // at the same place in both
}

} // namespace kc::kernel
