// SPDX-License-Identifier: Apache-2.0
// Listening sockets that the service manager opened before it started us (sd_listen_fds(3)).
#pragma once

#include <Poco/Net/SocketAddress.h>

#include <string>
#include <vector>

namespace kc::kernel
{

class InheritedSockets
{
public:
    /// Takes them over from the environment, which then no child sees.
    InheritedSockets();
    InheritedSockets(const InheritedSockets&) = delete;
    InheritedSockets& operator=(const InheritedSockets&) = delete;
    ~InheritedSockets();

    /// The caller's from now on; -1 if there is none of that address.
    int take(const Poco::Net::SocketAddress& address);
    /// One of IPv6 serves IPv4 as well: nobody else can have that port.
    bool serveBothFamilies(std::uint16_t port) const;
    /// Closes what nobody took and says what that was: "[::]:993 (chat.socket)".
    std::vector<std::string> closeOthers();

private:
    struct Socket
    {
        int descriptor;
        std::string name;
        Poco::Net::SocketAddress address;
    };

    std::vector<Socket> _sockets;
};

} // namespace kc::kernel
