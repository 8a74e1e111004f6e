// SPDX-License-Identifier: Apache-2.0
// An attachment's octets as they were put. Read from start to end they are proven by their digest.
#pragma once

#include "Decoder.h"
#include "Digest.h"

namespace kc::sis
{

/// What the database knows of a stored copy.
struct Copy
{
    Digest digest{};
    std::uint64_t generation = 0;
    std::uint64_t octets = 0;
    std::uint64_t stored = 0;
    Encoding encoding = Encoding::Plain;
};

class ContentReader final : public ReadSource
{
public:
    ContentReader(const kc_host* host, const Copy& copy, Reader blob);

    std::size_t read(Context& context, std::span<char> buffer) override;
    void seek(Context& context, std::uint64_t offset) override;
    std::uint64_t length() const override;

private:
    void moveTo(Context& context, std::uint64_t offset);
    std::size_t readHere(Context& context, std::span<char> buffer);
    void verifyEnd(Context& context);

    Copy _copy;
    Decoder _decoder;
    Hash _hash;
    std::uint64_t _position = 0; // of the decoder
    std::uint64_t _wanted = 0;   // of the next read
    bool _hashed = true;         // all octets before _position are in the hash
};

} // namespace kc::sis
