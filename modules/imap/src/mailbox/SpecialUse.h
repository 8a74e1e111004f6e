// SPDX-License-Identifier: Apache-2.0
// The attribute that names what a mailbox is for (RFC 6154 §2).
#pragma once

#include <kc/status.hpp>

#include <array>

namespace kc::imap
{

/// Of a role as the store tells it; empty if it has no attribute.
inline sv specialUse(sv role)
{
    struct Row
    {
        sv role, attribute;
    };
    static constexpr std::array kRows{Row{"drafts", "\\Drafts"}, Row{"sent", "\\Sent"},
                                      Row{"junk", "\\Junk"}, Row{"trash", "\\Trash"},
                                      Row{"archive", "\\Archive"}};
    for (const Row& row : kRows)
        if (row.role == role)
            return row.attribute;
    return {};
}

} // namespace kc::imap
