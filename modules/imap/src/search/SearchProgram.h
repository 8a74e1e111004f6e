// SPDX-License-Identifier: Apache-2.0
// A SEARCH as a list of keys in postfix order (RFC 3501 §6.4.4): parsed and evaluated without
// recursion, however deep the client nests.
#pragma once

#include "wire/SequenceSet.h"

#include <cstdint>
#include <string>
#include <vector>

namespace kc::imap
{

class ArgReader;
class MailboxView;

enum class SearchOp : std::uint8_t
{
    All,
    None,  ///< RECENT and NEW: no message ever is
    Flags, ///< has the bits
    Unflags,
    Keyword,
    Unkeyword,
    Before, ///< INTERNALDATE, days
    On,
    Since,
    Older, ///< INTERNALDATE, seconds: at or before (RFC 5032)
    Younger,
    SavedBefore, ///< RFC 8514, days
    SavedOn,
    SavedSince,
    SentBefore,
    SentOn,
    SentSince,
    Larger,
    Smaller,
    Modseq, ///< at least
    Uids,   ///< also sequence numbers
    EmailId,
    Subject,
    From,
    To,
    Cc,
    Bcc,
    Header, ///< needs octets, as do the next two
    Body,
    Text,
    Not, ///< of the key before
    And, ///< of the two before
    Or
};

constexpr bool needsOctets(SearchOp op)
{
    return op == SearchOp::Header || op == SearchOp::Body || op == SearchOp::Text;
}

/// Compares with what a message says.
constexpr bool comparesText(SearchOp op)
{
    return op >= SearchOp::Subject && op <= SearchOp::Text;
}

struct SearchKey
{
    SearchOp op = SearchOp::All;
    std::uint32_t flags = 0;
    std::int64_t number = 0; ///< day, second, octets or modseq
    std::string text;        ///< as kc::text::caseMap gives it, but for keywords and ids
    std::string field;       ///< HEADER's
    UidRanges uids;
};

struct SearchProgram
{
    std::vector<SearchKey> keys;
    /// Messages outside of it cannot match.
    UidRanges scope;

    /// Messages that did not change after it cannot match; 0: all can.
    std::uint64_t changedSince = 0;
    bool hasModseq = false;  ///< the highest one is told (RFC 7162 §3.1.5)
    bool hasNumbers = false; ///< sequence numbers: none may change meanwhile (RFC 7162 §3.2.10.2)

    std::uint32_t storeFields() const;
};

enum class SearchParse
{
    Fine,
    Bad,
    BadCharset,
    TooMuch ///< nested too deep, too many keys
};

inline constexpr std::size_t kMaxSearchDepth = 100;
inline constexpr std::size_t kMaxSearchKeys = 5'000;
/// HEADER, BODY and TEXT keys in one command: each looks at every octet.
inline constexpr std::size_t kMaxOctetKeys = 50;

/// The arguments of SEARCH, from the space on.
SearchParse parseSearch(ArgReader& args, const MailboxView& view, SearchProgram& program);

/// SP charset SP keys: those of SORT and THREAD (RFC 5256 §5, search-criteria).
SearchParse parseSearchWithCharset(ArgReader& args, const MailboxView& view,
                                   SearchProgram& program);

} // namespace kc::imap
