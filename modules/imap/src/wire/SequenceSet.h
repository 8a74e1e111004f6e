// SPDX-License-Identifier: Apache-2.0
// Sets of sequence numbers or uids as clients write them (RFC 3501 §9, sequence-set), and sets of
// uids as the store takes them.
#pragma once

#include <kc/abi/draft/store.h>
#include <kc/status.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace kc::imap
{

/// Sorted, not overlapping, not touching.
using UidRanges = std::vector<kc_uid_range>;

inline kc_uid_set uidSet(const UidRanges& ranges)
{
    return {ranges.data(), ranges.size()};
}

/// All uids there are or will be.
inline constexpr kc_uid_range kAllUids{1, UINT32_MAX};

/// Sorts and joins.
void normalize(UidRanges& ranges);

/// At the end; joined to the range before it if it follows on that. In any order: normalize() then.
void addUid(UidRanges& ranges, std::uint32_t uid);

/// What is in `all` and not in `others`.
UidRanges without(const UidRanges& all, const UidRanges& others);

bool contains(const UidRanges& ranges, std::uint32_t number);

/// "1:3,7"
std::string uidText(const UidRanges& ranges);

class SequenceSet
{
public:
    /// Nothing for what is no set: zero, a number above UINT32_MAX, an empty element.
    static std::optional<SequenceSet> parse(sv text);

    /// The numbers as ranges, `star` standing for "*", the largest number in use. Ranges may be
    /// written backwards, and "9:*" has the last message even if that is 5 (RFC 3501 §6.4.8).
    UidRanges resolve(std::uint32_t star) const;

    /// Largest number that is written out; 0 if there is none.
    std::uint32_t largest() const;

private:
    UidRanges _ranges; // as written; 0 is "*"
};

/// "1:3,7" of uids in the order given, runs made ranges: for COPYUID (RFC 4315 §4).
class UidListWriter
{
public:
    void add(std::uint32_t uid);
    std::string finish();

private:
    void flush();

    std::string _text;
    std::uint32_t _first = 0, _last = 0;
};

} // namespace kc::imap
