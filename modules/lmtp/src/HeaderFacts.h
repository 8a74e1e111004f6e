// SPDX-License-Identifier: Apache-2.0
// The little that delivery wants to know of a message's header. Total: any octets give an answer.
#pragma once

#include <kc/status.hpp>

namespace kc::lmtp
{

struct HeaderFacts
{
    std::size_t hops = 0; // Received fields
    sv messageId;         // of the first Message-ID field, as far as it stands on its first line
};

/// Reads up to the first empty line. The result borrows from `message`.
HeaderFacts inspectHeader(sv message);

/// Octets of the header section with its empty line; all of `message` if there is none.
std::size_t headerOctets(sv message);

} // namespace kc::lmtp
