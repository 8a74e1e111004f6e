// SPDX-License-Identifier: Apache-2.0
// Address lists of header fields (RFC 5322 §3.4, with the obsolete forms of §4.4). Lenient, total,
// linear, bounded; encoded words (RFC 2047) stay as they are.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace kc::mime
{

enum class AddressKind : std::uint8_t
{
    Mailbox,
    GroupStart, ///< `mailbox` is the name of the group
    GroupEnd    ///< all fields empty
};

struct Address
{
    AddressKind kind = AddressKind::Mailbox;
    std::string name;  ///< display name, or the comment of an address without one; without quoting
    std::string route; ///< source route as written, "@a,@b"; obsolete
    std::string mailbox; ///< local part without quoting
    std::string host;    ///< domain, blanks and comments removed; empty when the text has none

    friend bool operator==(const Address&, const Address&) = default;
};

/// The addresses of an unfolded value, groups opened and closed in order. What cannot be an address
/// is given as a mailbox without host, so that nothing vanishes from sight. Stops after
/// `maxAddresses` mailboxes and groups, a group being closed all the same.
std::vector<Address> parseAddressList(std::string_view value, std::size_t maxAddresses = 10'000);

} // namespace kc::mime
