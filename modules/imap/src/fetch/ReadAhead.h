// SPDX-License-Identifier: Apache-2.0
// Opens messages before they are asked for, several in one call of the store: a call for each costs
// more than what most of them hold. What is open and not yet taken is bounded, since a client may
// be slow.
#pragma once

#include "mailbox/UidCursor.h"

#include <kc/store.hpp>

#include <deque>
#include <optional>

namespace kc::imap
{

class ReadAhead
{
public:
    /// Of a normalized set, those that are asked for are asked for in order. What was expected
    /// before no longer is.
    void expect(UidRanges uids);

    /// One of them; nothing if it is not there any more. Throws Fault.
    std::optional<Reader> open(Mail& mail, Context& context, kc_id mailbox, std::uint32_t uid);

private:
    struct Opened
    {
        std::uint32_t uid;
        Reader reader;
    };

    void fill(Mail& mail, Context& context, kc_id mailbox);

    UidCursor _rest{{}}; // not opened yet
    std::deque<Opened> _opened;
};

} // namespace kc::imap
