// SPDX-License-Identifier: Apache-2.0
// Who is at the other end of a connection, copied: kc_peer's texts are gone after open().
#pragma once

#include <kc/abi/draft/net.h>
#include <kc/status.hpp>

#include <string>

namespace kc::gateway
{

struct Peer
{
    std::string address;
    std::int64_t uid;
    bool isLocal; ///< loopback or a UNIX socket

    static Peer copyOf(const kc_peer& peer)
    {
        const sv address = view(peer.address);
        const bool loopback =
            address.starts_with("127.") || address == "::1" || address.starts_with("::ffff:127.");
        return {std::string{address}, peer.uid, peer.is_unix != 0 || loopback};
    }
};

} // namespace kc::gateway
