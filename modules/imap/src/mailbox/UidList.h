// SPDX-License-Identifier: Apache-2.0
// The uids of a mailbox in the order of their sequence numbers, as runs of uids
// that follow one another: a mailbox of a million messages of which few were
// removed is a few runs.
#pragma once

#include "wire/SequenceSet.h"

#include <cstdint>
#include <vector>

namespace kc::imap
{

class UidList
{
public:
    std::uint32_t size() const { return _size; }

    /// The largest; 0 if there is none.
    std::uint32_t last() const { return _size == 0 ? 0 : uidOf(_size); }

    /// The sequence number of a uid; 0 if it is not in the list.
    std::uint32_t numberOf(std::uint32_t uid) const;

    /// `number` is from 1 to size().
    std::uint32_t uidOf(std::uint32_t number) const;

    /// At the end: all must be greater than last().
    void append(kc_uid_range uids);

    /// Those of a normalized set.
    void remove(const UidRanges& uids);

    UidRanges ranges() const;

    /// No more to append for now: gives spare memory back.
    void settle() { _runs.shrink_to_fit(); }

private:
    struct Run
    {
        std::uint32_t first;
        std::uint32_t before; ///< messages before it
    };

    std::uint32_t lengthOf(std::vector<Run>::const_iterator run) const;

    std::vector<Run> _runs;
    std::uint32_t _size = 0;
};

} // namespace kc::imap
