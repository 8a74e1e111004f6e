// SPDX-License-Identifier: Apache-2.0
// Where in a mailbox flags changed last, kept in the mailbox's own row, which a change of flags
// writes anyhow: sessions that keep up read those uids and not the whole mailbox. An index on
// modseq would say it for all times, and make STORE three times as slow.
#pragma once

#include "Ids.h"

#include <optional>
#include <string>
#include <vector>

namespace kc::store
{

class RecentFlags
{
public:
    /// `octets` as encode() made them. Others (none, in a row of schema version 1; damaged) mean
    /// that nothing is known up to `changed`, the last change that was no arrival.
    RecentFlags(sv octets, std::uint64_t changed);

    /// Flags changed between these uids.
    void add(std::uint64_t modseq, kc_uid_range range);

    /// Where flags changed after `since`; nothing when that is not known any more.
    std::optional<std::vector<kc_uid_range>> after(std::uint64_t since) const;

    /// 8 octets of `floor`, then 16 for each change, little-endian.
    std::string encode() const;

private:
    struct Change
    {
        std::uint64_t modseq;
        kc_uid_range range;
    };

    std::uint64_t _floor; // all changes after it are in _changes
    std::vector<Change> _changes;
};

} // namespace kc::store
