// SPDX-License-Identifier: Apache-2.0
// See Deflate.h.
#include <kc/gateway/Deflate.h>

#include <new>

namespace kc::gateway
{

namespace
{

constexpr int kRawWindowBits = -15; // RFC 4978 §3: no zlib header; the client may use all 32 KiB
constexpr int kMemoryLevel = 8;

Bytef* octetsOf(const char* text)
{
    return reinterpret_cast<Bytef*>(const_cast<char*>(text)); // zlib 1.2 has no const
}

void giveInput(z_stream& stream, sv octets)
{
    stream.next_in = octetsOf(octets.data());
    stream.avail_in = static_cast<uInt>(octets.size());
}

void giveRoom(z_stream& stream, std::string& out, std::size_t from)
{
    stream.next_out = octetsOf(out.data() + from);
    stream.avail_out = static_cast<uInt>(out.size() - from);
}

} // namespace

Inflater::Inflater()
{
    if (::inflateInit2(&_stream, kRawWindowBits) != Z_OK)
        throw std::bad_alloc{};
}

Inflater::~Inflater()
{
    ::inflateEnd(&_stream);
}

std::optional<sv> Inflater::peek(sv& bytes)
{
    if (_used < _plain.size())
        return sv{_plain}.substr(_used);
    _used = 0;
    _plain.resize(kPieceBytes);
    const sv given = bytes.substr(0, kPieceBytes);
    giveInput(_stream, given);
    giveRoom(_stream, _plain, 0);
    const int result = ::inflate(&_stream, Z_SYNC_FLUSH);
    bytes.remove_prefix(given.size() - _stream.avail_in);
    _plain.resize(_plain.size() - _stream.avail_out);
    // Z_BUF_ERROR: nothing to read, nothing held back
    if (result != Z_OK && result != Z_BUF_ERROR)
        return std::nullopt;
    if (_plain.empty())
        std::string{}.swap(_plain); // sessions idle
    return sv{_plain};
}

void Inflater::use(std::size_t octets)
{
    _used += octets;
}

Deflater::Deflater()
{
    // Speed: most of what is sent is base64 and text of a few KiB.
    if (::deflateInit2(&_stream, Z_BEST_SPEED, Z_DEFLATED, kRawWindowBits, kMemoryLevel,
                       Z_DEFAULT_STRATEGY) != Z_OK)
        throw std::bad_alloc{};
}

Deflater::~Deflater()
{
    ::deflateEnd(&_stream);
}

std::string Deflater::deflate(sv plain, Flush flush)
{
    std::string out;
    giveInput(_stream, plain);
    do
    {
        const std::size_t before = out.size();
        out.resize(before + plain.size() / 2 + 1024);
        giveRoom(_stream, out, before);
        // The only failures are those of a wrong caller.
        const int result = ::deflate(&_stream, flush == Flush::Yes ? Z_SYNC_FLUSH : Z_NO_FLUSH);
        KC_ASSERT(result == Z_OK || result == Z_BUF_ERROR);
        out.resize(out.size() - _stream.avail_out);
    } while (_stream.avail_out == 0);
    return out;
}

} // namespace kc::gateway
