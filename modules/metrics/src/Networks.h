// SPDX-License-Identifier: Apache-2.0
// A list of addresses and networks, and whether an address is in it. IPv4 and IPv6; an IPv4 address
// that IPv6 wraps (::ffff:192.0.2.1) counts as itself.
#pragma once

#include <kc/status.hpp>

#include <array>
#include <optional>
#include <span>
#include <vector>

namespace kc::monitoring
{

class Networks
{
public:
    /// Throws Fault with the word that is neither "address" nor "address/bits".
    explicit Networks(std::span<const sv> words);

    bool contain(sv address) const;

private:
    using Address = std::array<unsigned char, 16>;

    struct Network
    {
        Address address;
        unsigned bits;
    };

    static std::optional<Address> parse(sv text);
    static Network parseNetwork(sv word);

    std::vector<Network> _networks;
};

} // namespace kc::monitoring
