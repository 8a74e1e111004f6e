// SPDX-License-Identifier: Apache-2.0
// See kc/gateway/Base64Text.h.
#include <kc/gateway/Base64Text.h>

#include <kc/secret.hpp>

#include <cstdint>

namespace kc::gateway
{

std::optional<std::string> decodeBase64(sv text)
{
    constexpr sv kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    if (text.size() % 4 != 0)
        return std::nullopt;
    const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
    text.remove_suffix(padding);
    std::string decoded;
    decoded.reserve(text.size() / 4 * 3 + 3); // no growth: no copies of a password are left behind
    std::uint32_t bits = 0;
    unsigned count = 0;
    for (const char c : text)
    {
        const std::size_t value = kAlphabet.find(c);
        if (value == sv::npos)
        {
            wipe(decoded);
            return std::nullopt;
        }
        bits = (bits << 6 | static_cast<std::uint32_t>(value)) & 0xffffff;
        count += 6;
        if (count < 8)
            continue;
        count -= 8;
        decoded.push_back(static_cast<char>(bits >> count & 0xff));
    }
    return decoded;
}

} // namespace kc::gateway
