// SPDX-License-Identifier: Apache-2.0
#include "InheritedSockets.h"

#include <kc/descriptor/Words.h>

#include <algorithm>
#include <cstdlib>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace kc::kernel
{
namespace
{

constexpr int kFirst = 3; // SD_LISTEN_FDS_START

/// "" when it is not set.
std::string takeVariable(const char* name)
{
    const char* const value = std::getenv(name);
    std::string text = value == nullptr ? "" : value;
    unsetenv(name);
    return text;
}

int intOption(int socket, int level, int option)
{
    int value = 0;
    socklen_t length = sizeof value;
    getsockopt(socket, level, option, &value, &length);
    return value;
}

} // namespace

InheritedSockets::InheritedSockets()
{
    const std::string process = takeVariable("LISTEN_PID");
    const int count = std::atoi(takeVariable("LISTEN_FDS").c_str());
    const auto names = descriptor::words(takeVariable("LISTEN_FDNAMES"), ":");
    if (process != std::to_string(getpid()))
        return;
    for (int i = 0; i < count; ++i)
    {
        const int socket = kFirst + i;
        sockaddr_storage address{};
        socklen_t length = sizeof address;
        if (fcntl(socket, F_SETFD, FD_CLOEXEC) != 0 ||
            intOption(socket, SOL_SOCKET, SO_ACCEPTCONN) == 0 ||
            getsockname(socket, reinterpret_cast<sockaddr*>(&address), &length) != 0)
            continue; // not for us
        fcntl(socket, F_SETFL, fcntl(socket, F_GETFL) | O_NONBLOCK);
        const auto place = static_cast<std::size_t>(i);
        _sockets.push_back({socket,
                            place < names.size() ? names[place] : "unnamed",
                            {reinterpret_cast<const sockaddr*>(&address), length}});
    }
}

InheritedSockets::~InheritedSockets()
{
    closeOthers();
}

int InheritedSockets::take(const Poco::Net::SocketAddress& address)
{
    const auto found = std::find_if(_sockets.begin(), _sockets.end(),
                                    [&](const Socket& each)
                                    { return each.address.toString() == address.toString(); });
    if (found == _sockets.end())
        return -1;
    const int socket = found->descriptor;
    _sockets.erase(found);
    return socket;
}

bool InheritedSockets::serveBothFamilies(std::uint16_t port) const
{
    return std::any_of(_sockets.begin(), _sockets.end(),
                       [&](const Socket& each)
                       {
                           return each.address.af() == AF_INET6 && each.address.port() == port &&
                                  each.address.host().isWildcard() &&
                                  intOption(each.descriptor, IPPROTO_IPV6, IPV6_V6ONLY) == 0;
                       });
}

std::vector<std::string> InheritedSockets::closeOthers()
{
    std::vector<std::string> closed;
    for (const Socket& each : _sockets)
    {
        closed.push_back(each.address.toString() + " (" + each.name + ")");
        close(each.descriptor);
    }
    _sockets.clear();
    return closed;
}

} // namespace kc::kernel
