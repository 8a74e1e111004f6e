// SPDX-License-Identifier: Apache-2.0
// What memberships add to the counts of a mailbox and its account.
#pragma once

#include <kc/abi/draft/store.h>

namespace kc::store
{

struct Sums
{
    std::int64_t messages = 0, unseen = 0, deleted = 0, octets = 0;

    void add(std::uint32_t flags, std::int64_t size)
    {
        ++messages;
        unseen += (flags & KC_FLAG_SEEN) == 0 ? 1 : 0;
        deleted += (flags & KC_FLAG_DELETED) != 0 ? 1 : 0;
        octets += size;
    }
};

} // namespace kc::store
