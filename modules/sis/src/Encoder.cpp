// SPDX-License-Identifier: Apache-2.0
// The first 64 KiB decide: images and archives, most of what is attached, would only cost time.
#include "Encoder.h"

#include <array>

namespace kc::sis
{

namespace
{

constexpr std::size_t kProbeOctets = 65536;

/// The option counts like gzip; these levels of zstd take about as long or less and shrink more.
constexpr std::array kLevels{0, 1, 1, 2, 2, 3, 3, 5, 7, 9};

std::size_t must(std::size_t result)
{
    if (ZSTD_isError(result) != 0)
        throw Fault{KC_EUNAVAIL, std::string{"compressing: "} + ZSTD_getErrorName(result)};
    return result;
}

} // namespace

Encoder::Encoder(unsigned level, Out out)
    : _out{std::move(out)}, _level{level}, _mode{level == 0 ? Mode::Plain : Mode::Probing}
{
}

void Encoder::write(sv octets)
{
    if (_mode == Mode::Probing)
    {
        const sv taken = octets.substr(0, kProbeOctets - _probe.size());
        _probe += taken;
        octets.remove_prefix(taken.size());
        if (octets.empty())
            return;
        decide(Content::GoesOn);
    }
    if (_mode == Mode::Zstd)
        compress(octets, ZSTD_e_continue);
    else
        put(octets);
}

void Encoder::finish()
{
    if (_mode == Mode::Probing)
        decide(Content::Complete);
    else if (_mode == Mode::Zstd)
        compress({}, ZSTD_e_end);
}

void Encoder::decide(Content content)
{
    _context.reset(ZSTD_createCCtx());
    if (_context == nullptr)
        throw std::bad_alloc{};
    must(ZSTD_CCtx_setParameter(_context.get(), ZSTD_c_compressionLevel, kLevels[_level]));
    must(ZSTD_CCtx_setParameter(_context.get(), ZSTD_c_checksumFlag, 1));
    _buffer.resize(ZSTD_compressBound(kProbeOctets));
    const std::size_t shrunk = must(ZSTD_compress2(_context.get(), _buffer.data(), _buffer.size(),
                                                   _probe.data(), _probe.size()));
    _mode = shrunk + _probe.size() / 20 < _probe.size() ? Mode::Zstd : Mode::Plain;
    if (_mode == Mode::Plain)
        put(_probe);
    else if (content == Content::Complete)
        put(sv{_buffer.data(), shrunk});
    else
        compress(_probe, ZSTD_e_continue);
    _probe = {};
}

void Encoder::compress(sv octets, ZSTD_EndDirective directive)
{
    ZSTD_inBuffer in{octets.data(), octets.size(), 0};
    while (true)
    {
        ZSTD_outBuffer out{_buffer.data(), _buffer.size(), 0};
        const std::size_t left = must(ZSTD_compressStream2(_context.get(), &out, &in, directive));
        put(sv{_buffer.data(), out.pos});
        if (in.pos == in.size && (directive == ZSTD_e_continue || left == 0))
            return;
    }
}

void Encoder::put(sv octets)
{
    if (octets.empty())
        return;
    _out(octets);
    _stored += octets.size();
}

} // namespace kc::sis
