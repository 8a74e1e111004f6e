// SPDX-License-Identifier: Apache-2.0
// Collects uids that leave a mailbox and writes them down as ranges (RFC 7162 §3.2.10). So that
// they do not become ever more, old ones are told coarser by and by: as of a later change than they
// were, and together with uids between them that no message has (§3.2.7 allows both). A uid that
// is in the mailbox is never among them, since a uid comes once.
#pragma once

#include "Ids.h"
#include "Statements.h"

#include <vector>

namespace kc::store
{

/// Ranges of a mailbox beyond those that were put together before; half of them stay exact.
inline constexpr std::uint32_t kMaxExactRanges = 1000;

class VanishedRanges
{
public:
    VanishedRanges(SqlTx& tx, const Statements& statements, kc_id mailbox, std::uint64_t modseq)
        : _tx{tx}, _statements{statements}, _mailbox{mailbox}, _modseq{modseq}
    {
    }

    /// In rising order.
    void add(std::uint32_t uid) { append(_ranges, {uid, uid}); }

    /// All from `first` to the one before `end`, if there are any.
    void addBetween(std::uint32_t first, std::uint32_t end)
    {
        if (first < end)
            append(_ranges, {first, end - 1});
    }

    /// One more than the last uid added.
    std::uint32_t next() const { return _ranges.empty() ? 1 : _ranges.back().last + 1; }

    void write() const;

private:
    static void append(std::vector<kc_uid_range>& ranges, const kc_uid_range& range);
    void insert(std::uint64_t modseq, const std::vector<kc_uid_range>& ranges) const;
    void thin() const;
    bool isFree(std::uint32_t first, std::uint32_t last) const;

    SqlTx& _tx;
    const Statements& _statements;
    kc_id _mailbox;
    std::uint64_t _modseq;
    std::vector<kc_uid_range> _ranges;
};

} // namespace kc::store
