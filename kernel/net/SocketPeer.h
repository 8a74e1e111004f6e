// SPDX-License-Identifier: Apache-2.0
// Asks the system who is at the other end of a socket: kc_peer for open(). Made on the stack and
// gone after the call; an idle connection does not carry it.
#pragma once

#include "Listener.h"

#include <array>
#include <string>

namespace kc::kernel
{

class SocketPeer
{
public:
    SocketPeer(int socket, const Listener& listener, std::string session);
    SocketPeer(const SocketPeer&) = delete;
    SocketPeer& operator=(const SocketPeer&) = delete;

    const kc_peer& raw() const
    {
        return _raw;
    }

private:
    std::array<char, 64> _address{};
    std::string _session;
    kc_peer _raw{};
};

} // namespace kc::kernel
