// SPDX-License-Identifier: Apache-2.0
#include "BlobData.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <openssl/evp.h>

namespace kc::jmap
{

namespace
{

constexpr sv kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
// OpenSSL counts in int; whole groups of three, so that pieces can be put together.
constexpr std::size_t kPiece = 3 * 4096;

/// RFC 3629 §4: how many octets the character has that begins with this one, and the least code
/// point that may be written with so many.
struct Lead
{
    std::size_t length;
    std::uint32_t least;
    std::uint32_t bits;
};

std::optional<Lead> lead(unsigned char octet)
{
    if (octet < 0x80)
        return Lead{1, 0, octet};
    if (octet >= 0xC2 && octet < 0xE0)
        return Lead{2, 0x80, octet & 0x1FU};
    if (octet >= 0xE0 && octet < 0xF0)
        return Lead{3, 0x800, octet & 0x0FU};
    if (octet >= 0xF0 && octet < 0xF5)
        return Lead{4, 0x10000, octet & 0x07U};
    return std::nullopt;
}

/// The length of the character at the front; 0 if it is none.
std::size_t characterAt(sv octets)
{
    const auto first = lead(static_cast<unsigned char>(octets.front()));
    if (!first || first->length > octets.size())
        return 0;
    std::uint32_t point = first->bits;
    for (std::size_t i = 1; i < first->length; ++i)
    {
        const auto octet = static_cast<unsigned char>(octets[i]);
        if ((octet & 0xC0) != 0x80)
            return 0;
        point = (point << 6) | (octet & 0x3FU);
    }
    const bool isSurrogate = point >= 0xD800 && point < 0xE000;
    return point < first->least || point > 0x10FFFF || isSurrogate ? 0 : first->length;
}

} // namespace

bool isUtf8(sv octets)
{
    while (!octets.empty())
    {
        const std::size_t length = characterAt(octets);
        if (length == 0)
            return false;
        octets.remove_prefix(length);
    }
    return true;
}

std::string encodeBase64(sv octets)
{
    std::string text;
    text.reserve((octets.size() + 2) / 3 * 4);
    while (!octets.empty())
    {
        const sv piece = octets.substr(0, kPiece);
        std::array<unsigned char, kPiece / 3 * 4 + 1> coded;
        const int length =
            EVP_EncodeBlock(coded.data(), reinterpret_cast<const unsigned char*>(piece.data()),
                            static_cast<int>(piece.size()));
        text.append(reinterpret_cast<const char*>(coded.data()), static_cast<std::size_t>(length));
        octets.remove_prefix(piece.size());
    }
    return text;
}

std::optional<std::string> decodeBase64(sv text)
{
    const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
    if (text.size() % 4 != 0 ||
        text.substr(0, text.size() - padding).find_first_not_of(kAlphabet) != sv::npos)
        return std::nullopt;
    std::string octets;
    octets.reserve(text.size() / 4 * 3);
    while (!text.empty())
    {
        const sv piece = text.substr(0, kPiece / 3 * 4);
        std::array<unsigned char, kPiece> decoded;
        const int length =
            EVP_DecodeBlock(decoded.data(), reinterpret_cast<const unsigned char*>(piece.data()),
                            static_cast<int>(piece.size()));
        if (length < 0)
            return std::nullopt;
        octets.append(reinterpret_cast<const char*>(decoded.data()),
                      static_cast<std::size_t>(length));
        text.remove_prefix(piece.size());
    }
    octets.resize(octets.size() - padding); // it decodes the padding to zeros
    return octets;
}

void Digest::Free::operator()(evp_md_ctx_st* context) const
{
    EVP_MD_CTX_free(context);
}

std::optional<Digest> Digest::named(sv algorithm)
{
    const EVP_MD* const kind = algorithm == "sha"       ? EVP_sha1()
                               : algorithm == "sha-256" ? EVP_sha256()
                               : algorithm == "sha-512" ? EVP_sha512()
                                                        : nullptr;
    if (kind == nullptr)
        return std::nullopt;
    std::unique_ptr<EVP_MD_CTX, Free> context{EVP_MD_CTX_new()};
    if (context == nullptr || EVP_DigestInit_ex(context.get(), kind, nullptr) != 1)
        throw Fault{KC_EUNAVAIL, "a digest cannot begin"};
    return Digest{std::move(context)};
}

void Digest::add(sv octets)
{
    if (EVP_DigestUpdate(_context.get(), octets.data(), octets.size()) != 1)
        throw Fault{KC_EUNAVAIL, "a digest failed"};
}

std::string Digest::finish()
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> octets;
    unsigned length = 0;
    if (EVP_DigestFinal_ex(_context.get(), octets.data(), &length) != 1)
        throw Fault{KC_EUNAVAIL, "a digest failed"};
    return encodeBase64({reinterpret_cast<const char*>(octets.data()), length});
}

} // namespace kc::jmap
