// SPDX-License-Identifier: Apache-2.0
#include "OutputQueue.h"

#include <kc/tls/Stream.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <sys/socket.h>
#include <sys/uio.h>

namespace kc::kernel
{
namespace
{

constexpr std::size_t kBlockBytes = 16 * 1024;
constexpr std::size_t kFirstBlockBytes = 2 * 1024;
constexpr std::size_t kVectors = 64;

} // namespace

void OutputQueue::append(sv bytes)
{
    if (!_blocks.empty())
    {
        Block& last = _blocks.back();
        const std::size_t fits = std::min(bytes.size(), last.capacity - last.end);
        bytes.copy(last.bytes.get() + last.end, fits);
        last.end += fits;
        _size += fits;
        bytes.remove_prefix(fits);
    }
    if (bytes.empty())
        return;
    const std::size_t capacity =
        std::max(bytes.size(), _blocks.empty() ? kFirstBlockBytes : kBlockBytes);
    _blocks.push_back(
        {std::make_unique_for_overwrite<char[]>(capacity), capacity, 0, bytes.size()});
    bytes.copy(_blocks.back().bytes.get(), bytes.size());
    _size += bytes.size();
}

OutputQueue::Flushed OutputQueue::flush(int socket, tls::Stream* stream)
{
    while (_size > 0)
    {
        // A block is a record; TLS has no gathering.
        const Block& first = _blocks.front();
        const ssize_t sent =
            stream == nullptr
                ? send(socket)
                : stream->write({first.bytes.get() + first.begin, first.end - first.begin});
        if (sent > 0)
            consume(static_cast<std::size_t>(sent));
        else if (sent < 0 && errno == EAGAIN)
            return Flushed::Blocked;
        else if (sent == 0 || errno != EINTR)
            return Flushed::Broken;
    }
    std::vector<Block>{}.swap(_blocks); // its memory too
    return Flushed::Empty;
}

ssize_t OutputQueue::send(int socket) const
{
    std::array<iovec, kVectors> parts{};
    const std::size_t n = std::min(_blocks.size(), kVectors);
    for (std::size_t i = 0; i < n; ++i)
        parts[i] = {_blocks[i].bytes.get() + _blocks[i].begin, _blocks[i].end - _blocks[i].begin};
    msghdr message{};
    message.msg_iov = parts.data();
    message.msg_iovlen = n;
    return sendmsg(socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
}

void OutputQueue::consume(std::size_t n)
{
    _size -= n;
    auto done = _blocks.begin();
    while (n > 0)
    {
        const std::size_t here = std::min(n, done->end - done->begin);
        done->begin += here;
        n -= here;
        if (done->begin == done->end)
            ++done;
    }
    _blocks.erase(_blocks.begin(), done);
}

} // namespace kc::kernel
