// SPDX-License-Identifier: Apache-2.0
// The addresses of *_listen options: "host:port", "[v6]:port", "*:port", "*%lo:port", "unix:/path".
#pragma once

#include <Poco/Net/SocketAddress.h>

#include <kc/status.hpp>

#include <string>
#include <vector>

namespace kc::kernel
{

struct ListenAddress
{
    std::string text;   // as configured
    std::string device; // of "host%device"; empty: any
    std::vector<Poco::Net::SocketAddress> targets;
    bool isWildcard = false; // one family that the machine lacks is no fault
};

/// Resolves names (may ask the resolver). Throws Fault with what is wrong.
ListenAddress parseListenAddress(sv text);

} // namespace kc::kernel
