// SPDX-License-Identifier: Apache-2.0
#include "Networks.h"

#include <algorithm>
#include <arpa/inet.h>
#include <charconv>
#include <cstring>
#include <string>

namespace kc::monitoring
{

namespace
{

constexpr unsigned kWrappedBits = 96; // of ::ffff:0:0/96, RFC 4291 §2.5.5.2

} // namespace

Networks::Networks(std::span<const sv> words)
{
    for (const sv word : words)
        _networks.push_back(parseNetwork(word));
}

std::optional<Networks::Address> Networks::parse(sv text)
{
    Address address{};
    const std::string terminated{text};
    if (inet_pton(AF_INET6, terminated.c_str(), address.data()) == 1)
        return address;
    address = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    if (inet_pton(AF_INET, terminated.c_str(), address.data() + kWrappedBits / 8) == 1)
        return address;
    return std::nullopt;
}

Networks::Network Networks::parseNetwork(sv word)
{
    const std::size_t slash = word.find('/');
    const sv text = word.substr(0, slash);
    const unsigned before = text.find(':') == sv::npos ? kWrappedBits : 0;
    const auto address = parse(text);
    unsigned bits = 128 - before;
    bool isRight = address.has_value();
    if (slash != sv::npos)
    {
        const sv digits = word.substr(slash + 1);
        unsigned given = 0;
        const auto [end, error] =
            std::from_chars(digits.data(), digits.data() + digits.size(), given);
        isRight = isRight && error == std::errc{} && end == digits.data() + digits.size() &&
                  given <= bits;
        bits = given;
    }
    if (!isRight)
        throw Fault{KC_EINVAL,
                    "\"" + std::string{word} +
                        "\" is no address and no network; write 192.0.2.1, 192.0.2.0/24, "
                        "2001:db8::1 or 2001:db8::/32"};
    return {*address, before + bits};
}

bool Networks::contain(sv text) const
{
    const auto address = parse(text);
    const auto holds = [&](const Network& network)
    {
        const std::size_t whole = network.bits / 8;
        if (std::memcmp(network.address.data(), address->data(), whole) != 0)
            return false;
        const unsigned rest = network.bits % 8;
        return rest == 0 || (network.address[whole] ^ (*address)[whole]) >> (8 - rest) == 0;
    };
    return address && std::any_of(_networks.begin(), _networks.end(), holds);
}

} // namespace kc::monitoring
