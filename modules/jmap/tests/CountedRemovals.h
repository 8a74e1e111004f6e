// SPDX-License-Identifier: Apache-2.0
// A store that has so many removed messages and counts them down.
#pragma once

#include <kc/store.hpp>

#include <algorithm>

namespace kc::jmap::test
{

class CountedRemovals final : public Removals
{
public:
    Status list(Context&, kc_id, std::uint32_t, Sink<kc_removed>) override { return KC_ENOTSUP; }

    Status restore(Context&, kc_id, kc_uid_set, kc_id, Sink<kc_transferred>) override
    {
        return KC_ENOTSUP;
    }

    Status purge(Context&, std::int64_t until, std::uint32_t limit, std::uint32_t& purged) override
    {
        if (isDown)
            throw Fault{KC_EUNAVAIL, "database is gone"};
        before = until;
        purged = std::min(left, limit);
        left -= purged;
        return KC_OK;
    }

    std::uint32_t left = 0;
    std::int64_t before = 0;
    bool isDown = false;
};

} // namespace kc::jmap::test
