// SPDX-License-Identifier: Apache-2.0
#include "ListenAddress.h"

#include <Poco/Exception.h>
#include <Poco/Net/DNS.h>

#include <kc/checks.hpp>

#include <utility>

namespace kc::kernel
{
namespace
{

using Poco::Net::IPAddress;
using Poco::Net::SocketAddress;

void resolve(ListenAddress& address, const std::string& host, std::uint16_t port)
{
    IPAddress literal;
    if (IPAddress::tryParse(host, literal))
    {
        address.targets.emplace_back(literal, port);
        return;
    }
    try
    {
        const Poco::Net::HostEntry entry = Poco::Net::DNS::hostByName(host);
        for (const IPAddress& each : entry.addresses())
            address.targets.emplace_back(each, port);
    }
    catch (const Poco::Exception& exception)
    {
        throw Fault{KC_EUNAVAIL,
                    "host " + host + " cannot be resolved: " + exception.displayText()};
    }
}

} // namespace

ListenAddress parseListenAddress(sv text)
{
    ListenAddress address{std::string{text}, {}, {}};
    const ListenText parts = ListenText::parse(text);
    if (!parts.path.empty())
    {
        address.targets.emplace_back(SocketAddress::UNIX_LOCAL, parts.path);
        return address;
    }
    address.device = parts.device;
    address.isWildcard = parts.host == "*";
    if (!address.isWildcard)
        resolve(address, parts.host, parts.port);
    else
    {
        const bool loopback =
            std::exchange(address.device, address.device == "lo" ? "" : address.device) == "lo";
        address.targets.emplace_back(IPAddress{loopback ? "127.0.0.1" : "0.0.0.0"}, parts.port);
        address.targets.emplace_back(IPAddress{loopback ? "::1" : "::"}, parts.port);
    }
    return address;
}

} // namespace kc::kernel
