// SPDX-License-Identifier: Apache-2.0
// Stored octets may have been damaged: memory stays bounded whatever a frame's header claims.
#include "Decoder.h"

namespace kc::sis
{

namespace
{

constexpr int kLargestWindowLog = 23;

[[noreturn]] void corrupt(const std::string& why)
{
    throw Fault{KC_ECORRUPT, "a stored attachment is damaged: " + why};
}

} // namespace

Decoder::Decoder(Reader blob, Encoding encoding) : _blob{std::move(blob)}, _encoding{encoding}
{
    if (_encoding == Encoding::Plain)
        return;
    if (_encoding != Encoding::Zstd)
        throw Fault{KC_ENOTSUP, "a stored attachment has an encoding that is not known"};
    _context.reset(ZSTD_createDCtx());
    if (_context == nullptr)
        throw std::bad_alloc{};
    (void)ZSTD_DCtx_setParameter(_context.get(), ZSTD_d_windowLogMax, kLargestWindowLog);
    _stored.resize(ZSTD_DStreamInSize());
}

std::size_t Decoder::read(Context& context, std::span<char> buffer)
{
    return _encoding == Encoding::Plain ? _blob.read(context, buffer) : decompress(context, buffer);
}

std::size_t Decoder::decompress(Context& context, std::span<char> buffer)
{
    ZSTD_outBuffer out{buffer.data(), buffer.size(), 0};
    while (out.pos < out.size)
    {
        if (_in.pos == _in.size)
            _in = {_stored.data(), _blob.read(context, _stored), 0};
        if (_frameEnded && _in.size == 0)
            break;
        if (_frameEnded)
            corrupt("something follows its end");
        const std::size_t before = out.pos;
        const bool starved = _in.size == 0;
        const std::size_t hint = ZSTD_decompressStream(_context.get(), &out, &_in);
        if (ZSTD_isError(hint) != 0)
            corrupt(ZSTD_getErrorName(hint));
        _frameEnded = hint == 0;
        if (starved && out.pos == before && !_frameEnded)
            corrupt("its end is missing");
    }
    return out.pos;
}

void Decoder::restart(Context& context)
{
    _blob.seek(context, 0);
    _in = {nullptr, 0, 0};
    _frameEnded = false;
    if (_context != nullptr)
        (void)ZSTD_DCtx_reset(_context.get(), ZSTD_reset_session_only);
}

void Decoder::seek(Context& context, std::uint64_t offset)
{
    _blob.seek(context, offset);
}

} // namespace kc::sis
