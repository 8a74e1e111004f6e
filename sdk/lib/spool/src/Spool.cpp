// SPDX-License-Identifier: Apache-2.0
#include <kc/spool/Spool.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace kc::spool
{

namespace
{

constexpr std::size_t kKeptOctets = 32 * 1024;

[[noreturn]] void failed(const std::string& what)
{
    const int code = errno;
    throw Fault{KC_EUNAVAIL, what + ": " + std::strerror(code)};
}

class SpoolSource final : public ReadSource
{
public:
    SpoolSource(const kc_host* host, const Spool& spool, std::uint64_t begin)
        : ReadSource{host}, _spool{spool}, _begin{begin}
    {
    }

    std::size_t read(Context&, std::span<char> buffer) override
    {
        const std::size_t got = _spool.read(_begin + _offset, buffer);
        _offset += got;
        return got;
    }

    void seek(Context&, std::uint64_t offset) override { _offset = std::min(offset, length()); }

    std::uint64_t length() const override { return _spool.length() - _begin; }

private:
    const Spool& _spool;
    const std::uint64_t _begin;
    std::uint64_t _offset = 0;
};

} // namespace

Spool::~Spool()
{
    closeFile();
}

void Spool::expect(std::uint64_t octets)
{
    _head.reserve(static_cast<std::size_t>(std::min<std::uint64_t>(octets, kMemoryOctets)));
}

void Spool::append(sv octets)
{
    const sv first = octets.substr(0, kMemoryOctets - _head.size());
    _head.append(first);
    if (first.size() < octets.size())
        write(octets.substr(first.size()));
}

void Spool::insert(std::size_t place, sv octets)
{
    _head.insert(place, octets);
}

void Spool::clear()
{
    _head.clear();
    if (_head.capacity() > kKeptOctets)
        _head.shrink_to_fit();
    _tailOctets = 0;
    closeFile();
}

std::size_t Spool::read(std::uint64_t offset, std::span<char> buffer) const
{
    if (offset < _head.size())
        return sv{_head}.copy(buffer.data(), buffer.size(), static_cast<std::size_t>(offset));
    const std::uint64_t place = offset - _head.size();
    if (place >= _tailOctets || buffer.empty())
        return 0;
    const std::size_t wanted =
        static_cast<std::size_t>(std::min<std::uint64_t>(buffer.size(), _tailOctets - place));
    ssize_t got = -1;
    do
        got = pread(_file, buffer.data(), wanted, static_cast<off_t>(place));
    while (got < 0 && errno == EINTR);
    if (got <= 0)
        failed("reading a spool");
    return static_cast<std::size_t>(got);
}

void Spool::openFile()
{
    _file = open(_folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (_file >= 0)
        return;
    // A file system without O_TMPFILE: make one with a name and take the name away.
    std::string path = _folder + "/kopano.XXXXXX";
    _file = mkostemp(path.data(), O_CLOEXEC);
    if (_file < 0)
        failed(_folder);
    (void)unlink(path.c_str());
}

void Spool::write(sv octets)
{
    if (_file < 0)
        openFile();
    while (!octets.empty())
    {
        const ssize_t put = ::write(_file, octets.data(), octets.size());
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            failed("spooling in " + _folder);
        octets.remove_prefix(static_cast<std::size_t>(put));
        _tailOctets += static_cast<std::uint64_t>(put);
    }
}

void Spool::closeFile()
{
    if (_file >= 0)
        (void)close(_file);
    _file = -1;
}

kc_reader openReader(const kc_host* host, const Spool& spool, std::uint64_t begin)
{
    return ReadSource::release(std::make_unique<SpoolSource>(host, spool, begin));
}

} // namespace kc::spool
