// SPDX-License-Identifier: Apache-2.0
#include "LogFile.h"

#include <cerrno>
#include <climits>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>
#include <utility>

namespace kc::kernel
{

LogFile::~LogFile()
{
    if (_fd > 2)
        close(_fd);
}

bool LogFile::open(const std::string& path)
{
    // A FIFO without a reader is refused, not waited for.
    const int fd =
        ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0640);
    if (fd < 0)
        return false;
    if (_fd > 2)
        close(_fd);
    _fd = fd;
    _stuck = _torn = false;
    return true;
}

bool LogFile::isReady()
{
    constexpr int kPatienceMs = 100;
    pollfd asked{_fd, POLLOUT, 0};
    const bool ready =
        poll(&asked, 1, _stuck ? 0 : kPatienceMs) == 1 && (asked.revents & POLLOUT) != 0;
    _stuck = !ready;
    return ready;
}

bool LogFile::write(sv line)
{
    const std::size_t whole = line.size();
    while (!line.empty())
    {
        if (!isReady())
            break;
        // A pipe that is ready takes so much without blocking.
        const sv piece = _torn ? sv{"\n"} : line.substr(0, PIPE_BUF);
        const ssize_t n = ::write(_fd, piece.data(), piece.size());
        if (n < 0 && errno != EINTR)
            break;
        if (n > 0 && !std::exchange(_torn, false))
            line.remove_prefix(static_cast<std::size_t>(n));
    }
    _torn = _torn || (!line.empty() && line.size() < whole);
    return line.empty();
}

} // namespace kc::kernel
