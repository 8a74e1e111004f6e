// SPDX-License-Identifier: Apache-2.0
// Gives the octets of a stored copy in order, whatever its encoding.
#pragma once

#include "Encoder.h"

#include <kc/stream.hpp>

namespace kc::sis
{

class Decoder
{
public:
    Decoder(Reader blob, Encoding encoding);

    /// Fills up to the buffer; 0 at the end. Throws KC_ECORRUPT for what is no proper copy.
    std::size_t read(Context& context, std::span<char> buffer);

    /// Back to the beginning.
    void restart(Context& context);

    /// Whether seek() is possible at no cost.
    bool seekable() const { return _encoding == Encoding::Plain; }

    void seek(Context& context, std::uint64_t offset);

private:
    std::size_t decompress(Context& context, std::span<char> buffer);

    struct Free
    {
        void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
    };

    Reader _blob;
    Encoding _encoding;
    std::unique_ptr<ZSTD_DCtx, Free> _context;
    std::string _stored;
    ZSTD_inBuffer _in{nullptr, 0, 0};
    bool _frameEnded = false;
};

} // namespace kc::sis
