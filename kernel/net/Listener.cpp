// SPDX-License-Identifier: Apache-2.0
#include "Listener.h"

#include <cerrno>
#include <cstring>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

namespace kc::kernel
{
namespace
{

constexpr int kBacklog = 1024;

[[noreturn]] void fail(const char* what, int error = errno)
{
    throw Fault{KC_EUNAVAIL, std::string{what} + ": " + std::strerror(error)};
}

std::uint64_t inodeOf(const std::string& path)
{
    struct stat state = {};
    return stat(path.c_str(), &state) == 0 ? state.st_ino : 0;
}

} // namespace

Listener::Listener(const Endpoint& endpoint, const ListenAddress& address,
                   const Poco::Net::SocketAddress& target)
    : _endpoint{endpoint}, _text{address.text}
{
    const int family = target.af();
    _socket = ::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (_socket < 0)
        fail("cannot make a socket");
    try
    {
        setOptions(address, family);
        bindTo(target);
        if (family == AF_UNIX)
        {
            const std::string path = address.text.substr(5);
            // The umask made it private; the module says who may connect.
            if (chmod(path.c_str(), endpoint.unixMode) != 0)
                fail("cannot set permissions");
            _path = path;
            _inode = inodeOf(path);
        }
        if (listen(_socket, kBacklog) != 0)
            fail("cannot listen");
    }
    catch (...)
    {
        close();
        throw;
    }
}

Listener::Listener(const Endpoint& endpoint, const ListenAddress& address, int socket)
    : _endpoint{endpoint}, _text{address.text}, _socket{socket}
{
}

Listener::~Listener()
{
    close();
}

void Listener::close()
{
    if (_socket < 0)
        return;
    ::close(std::exchange(_socket, -1));
    if (_inode != 0 && inodeOf(_path) == _inode)
        unlink(_path.c_str());
}

std::uint16_t Listener::boundPort() const
{
    sockaddr_in6 address{};
    socklen_t length = sizeof address;
    if (getsockname(_socket, reinterpret_cast<sockaddr*>(&address), &length) != 0)
        return 0;
    return ntohs(address.sin6_port); // at the same place in sockaddr_in
}

void Listener::setOptions(const ListenAddress& address, int family) const
{
    const int on = 1;
    setsockopt(_socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (family == AF_INET6)
        setsockopt(_socket, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
    const std::string& device = address.device;
    if (!device.empty() && setsockopt(_socket, SOL_SOCKET, SO_BINDTODEVICE, device.c_str(),
                                      static_cast<socklen_t>(device.size() + 1)) != 0)
        fail("cannot bind to the interface");
}

void Listener::bindTo(const Poco::Net::SocketAddress& target) const
{
    if (bind(_socket, target.addr(), target.length()) == 0)
        return;
    if (errno != EADDRINUSE || target.af() != AF_UNIX)
        fail("cannot bind");
    replaceStaleSocket(target);
    if (bind(_socket, target.addr(), target.length()) != 0)
        fail("cannot bind");
}

void Listener::replaceStaleSocket(const Poco::Net::SocketAddress& target) const
{
    const std::string path = target.toString();
    struct stat state = {};
    if (lstat(path.c_str(), &state) == 0 && !S_ISSOCK(state.st_mode))
        fail("the path exists and is no socket", EEXIST);
    const int probe = ::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    const int answer = connect(probe, target.addr(), target.length()) == 0 ? 0 : errno;
    ::close(probe);
    // EAGAIN is a full backlog: somebody is there.
    if (answer != ECONNREFUSED && answer != ENOENT)
        fail("another process listens there", EADDRINUSE);
    unlink(path.c_str());
}

} // namespace kc::kernel
