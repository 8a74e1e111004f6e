// SPDX-License-Identifier: Apache-2.0
// Collects uids that leave a mailbox and writes them down as ranges (RFC 7162 §3.2.10).
#pragma once

#include "Ids.h"
#include "Statements.h"

#include <vector>

namespace kc::store
{

class VanishedRanges
{
public:
    VanishedRanges(SqlTx& tx, const Statements& statements, kc_id mailbox, std::uint64_t modseq)
        : _tx{tx}, _statements{statements}, _mailbox{mailbox}, _modseq{modseq}
    {
    }

    /// In rising order.
    void add(std::uint32_t uid)
    {
        if (!_ranges.empty() && _ranges.back().last + 1 == uid)
            _ranges.back().last = uid;
        else
            _ranges.push_back({uid, uid});
    }

    /// One more than the last uid added.
    std::uint32_t next() const { return _ranges.empty() ? 1 : _ranges.back().last + 1; }

    void write() const
    {
        for (const kc_uid_range& range : _ranges)
            (void)_tx.run(_statements.insertVanished,
                          {num(_mailbox), num(_modseq), num(range.first), num(range.last)});
    }

private:
    SqlTx& _tx;
    const Statements& _statements;
    kc_id _mailbox;
    std::uint64_t _modseq;
    std::vector<kc_uid_range> _ranges;
};

} // namespace kc::store
