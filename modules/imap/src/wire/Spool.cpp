// SPDX-License-Identifier: Apache-2.0
// See Spool.h. The file is unlinked from the start, so that nothing is left behind by a crash.
#include "Spool.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace kc::imap
{

namespace
{

class SpoolSource final : public ReadSource
{
public:
    SpoolSource(const kc_host* host, const Spool& spool, std::uint64_t begin, std::uint64_t size)
        : ReadSource{host}, _spool{spool}, _begin{begin}, _size{size}
    {
    }

    std::size_t read(Context&, std::span<char> buffer) override
    {
        const std::uint64_t left = _size - std::min(_size, _offset);
        const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(buffer.size(), left));
        const std::size_t got = _spool.read(_begin + _offset, buffer.first(wanted));
        _offset += got;
        return got;
    }

    void seek(Context&, std::uint64_t offset) override { _offset = offset; }

    std::uint64_t length() const override { return _size; }

private:
    const Spool& _spool;
    std::uint64_t _begin, _size;
    std::uint64_t _offset = 0;
};

int openUnnamed(const std::string& directory)
{
    const int file = ::open(directory.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (file >= 0 || (errno != EOPNOTSUPP && errno != EISDIR))
        return file;
    std::string name = directory + "/kopano-imap-XXXXXX";
    const int named = ::mkostemp(name.data(), O_CLOEXEC);
    if (named >= 0)
        ::unlink(name.c_str());
    return named;
}

} // namespace

Spool::~Spool()
{
    if (_file >= 0)
        ::close(_file);
}

bool Spool::openFile()
{
    _file = openUnnamed(_directory);
    if (_file < 0)
        return false;
    const bool written = writeFile(_memory);
    std::string{}.swap(_memory);
    return written;
}

bool Spool::writeFile(sv octets)
{
    while (!octets.empty())
    {
        const ssize_t n = ::write(_file, octets.data(), octets.size());
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        octets.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
}

void Spool::write(sv octets) noexcept
{
    if (_error != 0)
        return;
    try
    {
        const bool small = _file < 0 && _memory.size() + octets.size() <= kMemoryBytes;
        if (small)
            _memory.append(octets);
        else if ((_file < 0 && !openFile()) || !writeFile(octets))
            _error = errno == 0 ? EIO : errno;
        _size += octets.size();
    }
    catch (const std::exception&) // no memory: told by reader()
    {
        _error = ENOMEM;
    }
}

std::uint64_t Spool::size(std::size_t message) const
{
    const std::uint64_t end = message + 1 < _begins.size() ? _begins[message + 1] : _size;
    return end - _begins[message];
}

Reader Spool::reader(const kc_host* host, std::size_t message) const
{
    if (_error != 0)
        throw Fault{KC_EUNAVAIL,
                    "cannot spool a message below " + _directory + ": " + std::strerror(_error)};
    return Reader{ReadSource::release(
        std::make_unique<SpoolSource>(host, *this, _begins[message], size(message)))};
}

std::size_t Spool::read(std::uint64_t offset, std::span<char> buffer) const
{
    if (offset >= _size)
        return 0;
    if (_file < 0)
        return sv{_memory}.substr(offset).copy(buffer.data(), buffer.size());
    while (true)
    {
        const ssize_t n = ::pread(_file, buffer.data(), buffer.size(), static_cast<off_t>(offset));
        if (n >= 0)
            return static_cast<std::size_t>(n);
        if (errno != EINTR)
            throw Fault{KC_EUNAVAIL,
                        std::string{"cannot read a spooled message: "} + std::strerror(errno)};
    }
}

} // namespace kc::imap
