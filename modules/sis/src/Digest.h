// SPDX-License-Identifier: Apache-2.0
// SHA-256: the address of an attachment's content.
#pragma once

#include <kc/status.hpp>

#include <array>
#include <memory>
#include <openssl/evp.h>

namespace kc::sis
{

inline constexpr std::size_t kDigestOctets = 32;
using Digest = std::array<char, kDigestOctets>;

inline sv octetsOf(const Digest& digest)
{
    return {digest.data(), digest.size()};
}

/// Lower-case hexadecimal of any octets.
std::string hex(sv octets);

class Hash
{
public:
    Hash();

    void add(sv octets);

    /// The digest of what was added; then it starts anew.
    Digest finish();
    void restart();

private:
    struct Free
    {
        void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
    };

    std::unique_ptr<EVP_MD_CTX, Free> _context;
};

} // namespace kc::sis
