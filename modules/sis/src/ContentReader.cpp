// SPDX-License-Identifier: Apache-2.0
// Seeking in compressed content reads over it; backwards it starts again.
#include "ContentReader.h"

#include <algorithm>
#include <array>

namespace kc::sis
{

ContentReader::ContentReader(const kc_host* host, const Copy& copy, Reader blob)
    : ReadSource{host}, _copy{copy}, _decoder{std::move(blob), copy.encoding}
{
}

std::uint64_t ContentReader::length() const
{
    return _copy.octets;
}

void ContentReader::seek(Context&, std::uint64_t offset)
{
    _wanted = std::min(offset, _copy.octets);
}

std::size_t ContentReader::read(Context& context, std::span<char> buffer)
{
    if (_wanted == _copy.octets && _copy.octets > 0)
        return 0;
    moveTo(context, _wanted);
    const std::size_t n = readHere(context, buffer);
    _wanted = _position;
    return n;
}

void ContentReader::moveTo(Context& context, std::uint64_t offset)
{
    if (offset == _position)
        return;
    if (_decoder.seekable() && offset > 0)
    {
        _decoder.seek(context, offset);
        _position = offset;
        _hashed = false;
        return;
    }
    if (offset < _position)
    {
        _decoder.restart(context);
        _hash.restart();
        _position = 0;
        _hashed = true;
    }
    std::array<char, 65536> skipped;
    while (_position < offset)
        (void)readHere(
            context, {skipped.data(), std::min<std::uint64_t>(skipped.size(), offset - _position)});
}

std::size_t ContentReader::readHere(Context& context, std::span<char> buffer)
{
    const std::uint64_t left = _copy.octets - _position;
    const std::span<char> wanted = buffer.first(std::min<std::uint64_t>(buffer.size(), left));
    const std::size_t n = _decoder.read(context, wanted);
    if (n < wanted.size())
        throw Fault{KC_ECORRUPT, "a stored attachment is damaged: it is too short"};
    if (_hashed)
        _hash.add({wanted.data(), n});
    _position += n;
    if (_position == _copy.octets)
        verifyEnd(context);
    return n;
}

void ContentReader::verifyEnd(Context& context)
{
    std::array<char, 1> more{};
    if (_decoder.read(context, more) != 0)
        throw Fault{KC_ECORRUPT, "a stored attachment is damaged: it is too long"};
    if (_hashed && _hash.finish() != _copy.digest)
        throw Fault{KC_ECORRUPT, "a stored attachment is damaged: its digest is another"};
    _hashed = false;
}

} // namespace kc::sis
