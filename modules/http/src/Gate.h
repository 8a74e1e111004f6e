// SPDX-License-Identifier: Apache-2.0
// Who is calling: asks the chain of authenticators, then the directory. It decides nothing itself
// but this: over the network nobody is SYSTEM by a password, and a fault is never a refusal.
#pragma once

#include "Credentials.h"

#include <kc/abi/draft/net.h>
#include <kc/auth.hpp>
#include <kc/directory.hpp>

#include <optional>
#include <string>

namespace kc::httpd
{

/// The other end of a connection; a copy that outlives the kernel's kc_peer.
struct Peer
{
    explicit Peer(const kc_peer& peer)
        : address{view(peer.address)},
          isUnix{peer.is_unix != 0},
          isTls{peer.is_tls != 0},
          uid{peer.uid}
    {
    }

    std::string address;
    bool isUnix;
    bool isTls;
    std::int64_t uid;
};

struct Caller
{
    kc_id principal = 0;
    std::string login;
    std::uint32_t adminLevel = 0;
};

class Gate
{
public:
    explicit Gate(const Module& module) : _chain{module}, _directory{module.require(KC_DIRECTORY)}
    {
    }

    /// Nothing if nobody vouches for the caller. Throws Fault when that cannot be told.
    std::optional<Caller> admit(Context& context, const Peer& peer,
                                const std::optional<Credentials>& credentials);

private:
    std::optional<Caller> look(Context& context, sv login);

    AuthChain _chain;
    DirectoryProxy _directory;
};

} // namespace kc::httpd
