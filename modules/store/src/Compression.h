// SPDX-License-Identifier: Apache-2.0
// zstd with contexts that are used again: making one costs more than compressing a message.
#pragma once

#include <kc/status.hpp>

#include <memory>
#include <span>
#include <string>
#include <zstd.h>

namespace kc::store
{

/// One frame, from any number of pieces. One thread at a time.
class Compressor
{
public:
    Compressor();

    /// `text` as one frame into `out`, which is replaced. False when it does not shrink; `out` is
    /// then of no use.
    bool shrink(sv text, std::string& out);

    /// Starts a frame of exactly `octets` octets; `out` is replaced and grows with what write()
    /// gets.
    void begin(std::uint64_t octets, std::string& out);
    void write(sv octets);
    void finish();

private:
    void drain(ZSTD_inBuffer& input, ZSTD_EndDirective directive);

    struct Free
    {
        void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
    };

    std::unique_ptr<ZSTD_CCtx, Free> _context;
    std::string* _out = nullptr;
};

struct FreeDecompression
{
    void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

/// Frames back to text. One thread at a time.
class Decompressor
{
public:
    Decompressor();

    /// The text of a frame that holds exactly `octets` octets. Throws Fault when it does not.
    std::string decompress(sv frame, std::uint64_t octets);

    void trim() {} // its size does not depend on what it did

private:
    std::unique_ptr<ZSTD_DCtx, FreeDecompression> _context;
};

/// A frame back to text, as far as it is read. Memory: the frame and, from the first octet on,
/// about 0.8 MiB.
class FrameReader
{
public:
    /// Throws Fault when the frame does not hold exactly `octets` octets; read() throws it when the
    /// frame turns out to be damaged.
    FrameReader(std::string frame, std::uint64_t octets);

    std::uint64_t length() const { return _length; }

    /// From `offset` on, as much as there is room for; less only at the end. Going back begins anew
    /// and going on decompresses what is between.
    std::size_t read(std::uint64_t offset, std::span<char> buffer);

private:
    void rewind();
    void fill(std::span<char> buffer);

    std::string _frame;
    std::uint64_t _length;
    std::uint64_t _position = 0; // in the text
    std::size_t _taken = 0;      // of the frame
    std::unique_ptr<ZSTD_DCtx, FreeDecompression> _context;
};

} // namespace kc::store
