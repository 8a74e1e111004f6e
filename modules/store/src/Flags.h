// SPDX-License-Identifier: Apache-2.0
// Changing flags and keywords, inside closures: a scan that says which messages will differ, then
// one UPDATE for all of them, whatever their number.
#pragma once

#include "AccountRow.h"

#include <vector>

namespace kc::store
{

inline constexpr std::uint32_t kAllFlags =
    KC_FLAG_SEEN | KC_FLAG_ANSWERED | KC_FLAG_FLAGGED | KC_FLAG_DELETED | KC_FLAG_DRAFT;

/// A flag change with canonical keywords and in the numbers that SQL takes.
struct FlagEdit
{
    explicit FlagEdit(const kc_flag_update& update);

    bool touchesKeywords() const { return how == KC_FLAGS_REPLACE || !keywords.empty(); }

    std::uint32_t apply(std::uint32_t flags) const { return (flags & keep) | set; }

    kc_flag_change how;
    std::uint32_t keep, set;
    std::string keywords;
    std::int64_t unchangedSince;
};

/// A message as a change left it.
struct Flagged
{
    std::uint32_t uid;
    std::uint32_t flags;
    kc_id email;
    std::uint64_t modseq;
    std::string keywords;
};

/// What a change did; set anew by each run of the closure.
struct FlagResult
{
    std::vector<Flagged> changed;
    std::vector<Flagged> kept; // back, by unchangedSince
};

class Flags
{
public:
    explicit Flags(const Statements& statements) : _statements{statements} {}

    /// KC_ENOTFOUND if the mailbox is gone.
    Status change(SqlTx& tx, kc_id mailbox, kc_uid_set uids, const FlagEdit& edit,
                  FlagResult& result) const;

private:
    struct Work // what the steps share
    {
        SqlTx& tx;
        kc_id mailbox;
        const FlagEdit& edit;
        std::uint64_t modseq;
        FlagResult& result;
        std::int64_t unseen = 0, deleted = 0; // by how many they grow
    };

    void save(Work& work) const;
    void keepNewer(Work& work, const kc_uid_range& range) const;
    void changeFlags(Work& work, const kc_uid_range& range) const;
    void replace(Work& work, const kc_uid_range& range) const;
    void changeEach(Work& work, const kc_uid_range& range) const;
    static void note(Work& work, const kc_sql_row& row, std::uint32_t flags, std::string keywords);

    const Statements& _statements;
};

} // namespace kc::store
