// SPDX-License-Identifier: Apache-2.0
// Level 1: measured, level 3 costs a tenth of the delivery rate and saves little on mail. Level 1's
// hash table for small texts has 128 KiB, which each of many contexts has to bring into the cache
// anew; one of 8 KiB costs a fifth less time on 8 KiB texts and 1 to 3 % of the ratio.
#include "Compression.h"

#include <algorithm>
#include <array>
#include <new>

namespace kc::store
{

namespace
{

constexpr int kLevel = 1;
constexpr int kHashLog = 11;
constexpr int kDefault = 0;                     // what the level and the size of the text give
constexpr std::size_t kSmallOctets = 16 * 1024; // a larger text is worth its larger table
constexpr std::size_t kStep = 128 * 1024;
constexpr int kWindowLog = 22; // the level's is 19; kMaxInline

std::size_t checked(std::size_t result)
{
    if (ZSTD_isError(result) != 0)
        throw Fault{KC_EUNAVAIL, std::string{"zstd: "} + ZSTD_getErrorName(result)};
    return result;
}

Fault damaged()
{
    return Fault{KC_ECORRUPT, "the stored text of a message does not decompress"};
}

} // namespace

Compressor::Compressor() : _context{ZSTD_createCCtx()}
{
    if (!_context)
        throw std::bad_alloc{};
    checked(ZSTD_CCtx_setParameter(_context.get(), ZSTD_c_compressionLevel, kLevel));
}

bool Compressor::shrink(sv text, std::string& out)
{
    ZSTD_CCtx* const context = _context.get();
    const int hashLog = text.size() <= kSmallOctets ? kHashLog : kDefault;
    checked(ZSTD_CCtx_setParameter(context, ZSTD_c_hashLog, hashLog));
    out.resize(ZSTD_compressBound(text.size()));
    const std::size_t size =
        checked(ZSTD_compress2(context, out.data(), out.size(), text.data(), text.size()));
    out.resize(size);
    return size < text.size();
}

void Compressor::begin(std::uint64_t octets, std::string& out)
{
    checked(ZSTD_CCtx_reset(_context.get(), ZSTD_reset_session_only));
    checked(ZSTD_CCtx_setParameter(_context.get(), ZSTD_c_hashLog, kDefault));
    checked(ZSTD_CCtx_setPledgedSrcSize(_context.get(), octets));
    out.clear();
    _out = &out;
}

void Compressor::write(sv octets)
{
    ZSTD_inBuffer input{octets.data(), octets.size(), 0};
    drain(input, ZSTD_e_continue);
}

void Compressor::finish()
{
    ZSTD_inBuffer input{nullptr, 0, 0};
    drain(input, ZSTD_e_end);
}

void Compressor::drain(ZSTD_inBuffer& input, ZSTD_EndDirective directive)
{
    std::size_t left = 1;
    while (directive == ZSTD_e_end ? left != 0 : input.pos < input.size)
    {
        const std::size_t had = _out->size();
        _out->resize(had + kStep);
        ZSTD_outBuffer output{_out->data() + had, kStep, 0};
        const std::size_t result = ZSTD_compressStream2(_context.get(), &output, &input, directive);
        _out->resize(had + output.pos);
        left = checked(result);
    }
}

Decompressor::Decompressor() : _context{ZSTD_createDCtx()}
{
    if (!_context)
        throw std::bad_alloc{};
}

std::string Decompressor::decompress(sv frame, std::uint64_t octets)
{
    std::string text;
    // The frame says its size, so that a damaged row cannot ask for memory.
    const bool plausible = ZSTD_getFrameContentSize(frame.data(), frame.size()) == octets;
    std::size_t size = 0;
    if (plausible)
    {
        text.resize(octets);
        size = ZSTD_decompressDCtx(_context.get(), text.data(), text.size(), frame.data(),
                                   frame.size());
    }
    if (!plausible || ZSTD_isError(size) != 0 || size != octets)
        throw damaged();
    return text;
}

FrameReader::FrameReader(std::string frame, std::uint64_t octets)
    : _frame{std::move(frame)}, _length{octets}
{
    if (ZSTD_getFrameContentSize(_frame.data(), _frame.size()) != octets)
        throw damaged();
}

void FrameReader::rewind()
{
    if (_context == nullptr)
        _context.reset(ZSTD_createDCtx());
    if (_context == nullptr)
        throw std::bad_alloc{};
    checked(ZSTD_DCtx_reset(_context.get(), ZSTD_reset_session_only));
    // So that a damaged frame cannot ask for memory.
    checked(ZSTD_DCtx_setParameter(_context.get(), ZSTD_d_windowLogMax, kWindowLog));
    _position = 0;
    _taken = 0;
}

void FrameReader::fill(std::span<char> buffer)
{
    ZSTD_outBuffer output{buffer.data(), buffer.size(), 0};
    ZSTD_inBuffer input{_frame.data(), _frame.size(), _taken};
    while (output.pos < output.size)
    {
        const std::size_t before = output.pos;
        const std::size_t result = ZSTD_decompressStream(_context.get(), &output, &input);
        if (ZSTD_isError(result) != 0 || (output.pos == before && input.pos == input.size))
            throw damaged();
    }
    _taken = input.pos;
    _position += buffer.size();
}

std::size_t FrameReader::read(std::uint64_t offset, std::span<char> buffer)
{
    const std::span<char> wanted =
        buffer.first(std::min<std::uint64_t>(buffer.size(), _length - std::min(offset, _length)));
    if (wanted.empty())
        return 0;
    if (_context == nullptr || offset < _position)
        rewind();
    std::array<char, 16 * 1024> skipped;
    while (_position < offset)
        fill(std::span{skipped}.first(std::min<std::uint64_t>(skipped.size(), offset - _position)));
    fill(wanted);
    return wanted.size();
}

} // namespace kc::store
