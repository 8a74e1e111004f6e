// SPDX-License-Identifier: Apache-2.0
// OpenSSL's implementation, which uses what the processor has.
#include "Digest.h"

namespace kc::sis
{

namespace
{

void must(int result)
{
    if (result != 1)
        throw Fault{KC_EUNAVAIL, "SHA-256 is not available"};
}

} // namespace

std::string hex(sv octets)
{
    constexpr sv kDigits = "0123456789abcdef";
    std::string text;
    text.reserve(octets.size() * 2);
    for (const char octet : octets)
    {
        text += kDigits[static_cast<unsigned char>(octet) >> 4];
        text += kDigits[static_cast<unsigned char>(octet) & 15];
    }
    return text;
}

Hash::Hash() : _context{EVP_MD_CTX_new()}
{
    if (_context == nullptr)
        throw std::bad_alloc{};
    restart();
}

void Hash::add(sv octets)
{
    must(EVP_DigestUpdate(_context.get(), octets.data(), octets.size()));
}

Digest Hash::finish()
{
    Digest digest{};
    must(EVP_DigestFinal_ex(_context.get(), reinterpret_cast<unsigned char*>(digest.data()),
                            nullptr));
    restart();
    return digest;
}

void Hash::restart()
{
    must(EVP_DigestInit_ex(_context.get(), EVP_sha256(), nullptr));
}

} // namespace kc::sis
