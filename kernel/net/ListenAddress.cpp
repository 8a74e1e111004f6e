// SPDX-License-Identifier: Apache-2.0
#include "ListenAddress.h"

#include <Poco/Exception.h>
#include <Poco/Net/DNS.h>

#include <charconv>
#include <sys/un.h>

namespace kc::kernel
{
namespace
{

using Poco::Net::IPAddress;
using Poco::Net::SocketAddress;

[[noreturn]] void refuse(sv text)
{
    throw Fault{KC_EINVAL, std::string{text} + ": use host:port, [v6]:port, *:port or unix:/path"};
}

std::uint16_t parsePort(sv text)
{
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc{} || end != text.data() + text.size() || text.empty())
        refuse("'" + std::string{text} + "' is no port");
    return port;
}

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
    if (text.starts_with("unix:"))
    {
        const sv path = text.substr(5);
        if (!path.starts_with('/') || path.size() >= sizeof(sockaddr_un::sun_path))
            throw Fault{KC_EINVAL, "the socket's path must be absolute and shorter than 108 bytes"};
        address.targets.emplace_back(SocketAddress::UNIX_LOCAL, std::string{path});
        return address;
    }
    const std::size_t colon = text.rfind(':');
    if (colon == sv::npos)
        refuse("no port");
    const std::uint16_t port = parsePort(text.substr(colon + 1));
    sv host = text.substr(0, colon);
    if (const std::size_t percent = host.find('%'); percent != sv::npos && !host.starts_with('['))
    {
        address.device = host.substr(percent + 1);
        host = host.substr(0, percent);
    }
    address.isWildcard = host == "*";
    if (address.isWildcard)
    {
        const bool loopback =
            std::exchange(address.device, address.device == "lo" ? "" : address.device) == "lo";
        address.targets.emplace_back(IPAddress{loopback ? "127.0.0.1" : "0.0.0.0"}, port);
        address.targets.emplace_back(IPAddress{loopback ? "::1" : "::"}, port);
    }
    else if (host.starts_with('[') && host.ends_with(']'))
        resolve(address, std::string{host.substr(1, host.size() - 2)}, port);
    else if (host.empty() || host.find(':') != sv::npos)
        refuse("no host");
    else
        resolve(address, std::string{host}, port);
    return address;
}

} // namespace kc::kernel
