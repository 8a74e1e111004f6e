// SPDX-License-Identifier: Apache-2.0
#include "Standing.h"

#include "MailboxName.h"

namespace kc::store
{

/// The deepest mailbox with any entry of his decides, be it for less than one above.
std::uint32_t Standing::rights(sv mailbox) const
{
    if (isWhole)
        return KC_RIGHTS_ALL;
    for (sv level = mailbox;; level = parentName(level))
    {
        const auto found = entries.find(level);
        if (found != entries.end())
            return found->second | everywhere;
        if (level.empty())
            return everywhere;
    }
}

} // namespace kc::store
