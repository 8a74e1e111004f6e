// SPDX-License-Identifier: Apache-2.0
// The two directions of a compressed connection (RFC 4978): raw DEFLATE (RFC 1951) that never ends.
// What a client sends is inflated a small piece at a time, each used up before the next is made, so
// that no octets of a client cost more memory than the same command in plain text.
#pragma once

#include <kc/status.hpp>

#include <zlib.h>

#include <cstddef>
#include <optional>
#include <string>

namespace kc::gateway
{

/// What the client says. Its window (32 KiB) and state (8 KiB) stay as long as the connection.
class Inflater
{
public:
    Inflater();
    Inflater(const Inflater&) = delete;
    Inflater& operator=(const Inflater&) = delete;
    ~Inflater();

    /// Plain octets that were not used yet; if there are none, the next that `bytes` hold, from the
    /// front of which octets are taken. Empty: all is used. Nothing: that is no DEFLATE, or its
    /// end.
    std::optional<sv> peek(sv& bytes);

    /// From the front of what peek() gave.
    void use(std::size_t octets);

private:
    static constexpr std::size_t kPieceBytes = 16 * 1024;

    z_stream _stream{};
    std::string _plain;
    std::size_t _used = 0; // of _plain
};

/// What the server says, one burst: state and window (256 KiB) live from the first octet to the
/// flush, since sessions idle by the thousand. The next burst goes on in the same stream for the
/// client: a flush ends at an octet, and blocks need nothing of those before.
class Deflater
{
public:
    Deflater();
    Deflater(const Deflater&) = delete;
    Deflater& operator=(const Deflater&) = delete;
    ~Deflater();

    enum class Flush : bool
    {
        No,
        Yes ///< the client can read all that was given so far (RFC 4978 §4)
    };

    /// The compressed octets that are ready.
    std::string deflate(sv plain, Flush flush);

private:
    z_stream _stream{};
};

} // namespace kc::gateway
