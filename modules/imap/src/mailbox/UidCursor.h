// SPDX-License-Identifier: Apache-2.0
// Goes through a set of uids in pieces: what a Job has not done yet.
#pragma once

#include "wire/SequenceSet.h"

namespace kc::imap
{

class UidCursor
{
public:
    explicit UidCursor(UidRanges uids) : _uids{std::move(uids)} {}

    bool atEnd() const { return _next == _uids.size(); }

    kc_uid_set rest() const { return {_uids.data() + _next, _uids.size() - _next}; }

    /// All up to `uid` is done.
    void passed(std::uint32_t uid)
    {
        while (!atEnd() && _uids[_next].last <= uid)
            ++_next;
        if (!atEnd() && _uids[_next].first <= uid)
            _uids[_next].first = uid + 1;
    }

    void finish() { _next = _uids.size(); }

private:
    UidRanges _uids;
    std::size_t _next = 0;
};

} // namespace kc::imap
