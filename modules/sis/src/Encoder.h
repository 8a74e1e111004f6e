// SPDX-License-Identifier: Apache-2.0
// Compresses content on its way to the blob store, if its beginning shows that it pays.
#pragma once

#include <kc/status.hpp>

#include <functional>
#include <memory>
#include <zstd.h>

namespace kc::sis
{

/// How a copy's octets are stored; the numbers stand in the database.
enum class Encoding : std::uint32_t
{
    Plain = 0,
    Zstd = 1
};

class Encoder
{
public:
    using Out = std::function<void(sv)>;

    /// `level` is the option's, 0 to 9. `out` gets what is to be stored.
    Encoder(unsigned level, Out out);

    void write(sv octets);
    void finish();

    Encoding encoding() const { return _mode == Mode::Zstd ? Encoding::Zstd : Encoding::Plain; }

    std::uint64_t stored() const { return _stored; }

private:
    enum class Mode
    {
        Probing,
        Plain,
        Zstd
    };
    enum class Content : bool
    {
        GoesOn,
        Complete
    };

    void decide(Content content);
    void compress(sv octets, ZSTD_EndDirective directive);
    void put(sv octets);

    struct Free
    {
        void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
    };

    Out _out;
    unsigned _level;
    Mode _mode;
    std::string _probe;
    std::unique_ptr<ZSTD_CCtx, Free> _context;
    std::string _buffer;
    std::uint64_t _stored = 0;
};

} // namespace kc::sis
