// SPDX-License-Identifier: Apache-2.0
// Octets that wait for a socket to take them. Empty, it has no memory of its own: idle connections
// are many.
#pragma once

#include <kc/status.hpp>

#include <memory>
#include <sys/types.h>
#include <vector>

namespace kc::tls
{
class Stream;
}

namespace kc::kernel
{

class OutputQueue
{
public:
    /// Above this a session is asked to pause; below half of it, it goes on.
    static constexpr std::size_t kMark = 256 * 1024;

    enum class Flushed
    {
        Empty,   // all is with the system
        Blocked, // the socket takes no more now
        Broken   // the connection is gone
    };

    void append(sv bytes);

    std::size_t size() const { return _size; }

    /// Through `stream` unless it is null.
    Flushed flush(int socket, tls::Stream* stream);

private:
    struct Block
    {
        std::unique_ptr<char[]> bytes;
        std::size_t capacity, begin, end;
    };

    ssize_t send(int socket) const;
    void consume(std::size_t n);

    std::vector<Block> _blocks;
    std::size_t _size = 0;
};

} // namespace kc::kernel
