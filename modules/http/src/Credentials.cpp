// SPDX-License-Identifier: Apache-2.0
#include "Credentials.h"

#include "RequestHead.h"

#include <algorithm>
#include <cstdint>

namespace kc::httpd
{

namespace
{

constexpr sv kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

// RFC 4648 §4 without any leniency. Our own dozen lines because a stream decoder leaves copies of
// the password in buffers that nobody wipes.
std::optional<std::string> decodeBase64(sv text)
{
    if (text.empty() || text.size() % 4 != 0)
        return std::nullopt;
    const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
    text.remove_suffix(padding);
    std::string octets;
    octets.reserve(text.size() / 4 * 3 + 3);
    std::uint32_t bits = 0;
    std::uint32_t held = 0;
    for (const char c : text)
    {
        const std::size_t value = kAlphabet.find(c);
        if (value == sv::npos)
        {
            wipe(octets);
            return std::nullopt;
        }
        bits = (bits << 6) | static_cast<std::uint32_t>(value);
        held += 6;
        if (held >= 8)
        {
            held -= 8;
            octets.push_back(static_cast<char>((bits >> held) & 0xFF));
        }
    }
    if ((bits & ((1U << held) - 1)) != 0) // spare bits: another spelling of the same octets
    {
        wipe(octets);
        return std::nullopt;
    }
    return octets;
}

bool isControl(char c)
{
    const auto octet = static_cast<unsigned char>(c);
    return octet < 0x20 || octet == 0x7F;
}

} // namespace

Credentials::~Credentials()
{
    wipe(_decoded);
}

std::optional<Credentials> parseBasic(sv authorization)
{
    constexpr sv kScheme = "basic ";
    if (authorization.size() <= kScheme.size() ||
        !equalsIgnoringCase(authorization.substr(0, kScheme.size()), kScheme))
        return std::nullopt;
    auto decoded = decodeBase64(trimmed(authorization.substr(kScheme.size())));
    if (!decoded)
        return std::nullopt;
    const std::size_t colon = decoded->find(':');
    if (colon == std::string::npos || std::any_of(decoded->begin(), decoded->end(), isControl))
    {
        wipe(*decoded); // RFC 7617 §2: neither part may hold controls
        return std::nullopt;
    }
    return Credentials{std::move(*decoded), colon};
}

} // namespace kc::httpd
