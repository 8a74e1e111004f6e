// SPDX-License-Identifier: Apache-2.0
#include "ServiceNotifier.h"

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <string>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace kc::kernel
{

void notifyService(sv state)
{
    const char* const path = std::getenv("NOTIFY_SOCKET");
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path == nullptr || std::strlen(path) < 2 || std::strlen(path) >= sizeof address.sun_path)
        return;
    const std::size_t n = std::strlen(path);
    std::memcpy(address.sun_path, path, n);
    // A leading @ stands for the NUL of the abstract namespace.
    if (address.sun_path[0] == '@')
        address.sun_path[0] = '\0';
    const int socket = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (socket < 0)
        return;
    const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + n);
    sendto(socket, state.data(), state.size(), MSG_NOSIGNAL,
           reinterpret_cast<const sockaddr*>(&address), length);
    close(socket);
}

std::int64_t watchdogInterval()
{
    const char* const span = std::getenv("WATCHDOG_USEC");
    const char* const process = std::getenv("WATCHDOG_PID");
    if (span == nullptr || (process != nullptr && process != std::to_string(getpid())))
        return 0;
    return std::atoll(span) * 1000 / 2;
}

} // namespace kc::kernel
