// SPDX-License-Identifier: Apache-2.0
// A file descriptor that closes itself.
#pragma once

#include <unistd.h>
#include <utility>

namespace kc::files
{

class Descriptor
{
public:
    Descriptor() = default;

    explicit Descriptor(int fd) : _fd{fd} {}

    Descriptor(Descriptor&& other) noexcept : _fd{std::exchange(other._fd, -1)} {}

    Descriptor& operator=(Descriptor&& other) noexcept
    {
        std::swap(_fd, other._fd);
        return *this;
    }

    ~Descriptor()
    {
        if (_fd >= 0)
            close(_fd);
    }

    int get() const { return _fd; }

    /// Gives the descriptor away.
    int release() { return std::exchange(_fd, -1); }

    explicit operator bool() const { return _fd >= 0; }

private:
    int _fd = -1;
};

} // namespace kc::files
