// SPDX-License-Identifier: Apache-2.0
// zstd with contexts that are used again: making one costs more than compressing a message.
#pragma once

#include <kc/status.hpp>

#include <memory>
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

/// Frames back to text. One thread at a time.
class Decompressor
{
public:
    Decompressor();

    /// The text of a frame that holds exactly `octets` octets. Throws Fault when it does not.
    std::string decompress(sv frame, std::uint64_t octets);

    void trim() {} // its size does not depend on what it did

private:
    struct Free
    {
        void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
    };

    std::unique_ptr<ZSTD_DCtx, Free> _context;
};

} // namespace kc::store
