// SPDX-License-Identifier: Apache-2.0
// What a SEARCH found, and telling it: SEARCH or ESEARCH (RFC 3501 §7.2.5, RFC 4731 §3.1, RFC 7162
// §3.1.6), in pieces.
#pragma once

#include "SearchResult.h"
#include "SearchReturn.h"
#include "mailbox/MailboxView.h"

#include <string>
#include <vector>

namespace kc::imap
{

enum class Numbering : bool;

class SearchAnswer final : public SearchResult
{
public:
    SearchAnswer(SearchReturn wanted, Numbering numbering, bool tellsModseq)
        : _wanted{wanted}, _numbering{numbering}, _tellsModseq{tellsModseq}
    {
    }

    bool add(const kc_message& message) override;

    /// Sets "$" too if that is wanted.
    void complete(MailboxView& view, const std::string& tag) override;

    bool tell(Output& out) override;

    bool isInResponse() const override { return _told > 0; }

    sv completed() const override { return "SEARCH completed"; }

private:
    struct Found
    {
        std::uint32_t uid = 0;
        std::uint64_t modseq = 0;
    };

    void save(MailboxView& view) const;
    void begin(Output& out) const;
    void end(Output& out) const;
    std::uint64_t modseq() const;

    std::string _tag;
    SearchReturn _wanted;
    Numbering _numbering;
    bool _tellsModseq;
    UidRanges _found;                 // uids, then what is told of them
    Found _first, _last;              // of all that were found
    std::uint32_t _min = 0, _max = 0; // as told
    std::uint64_t _highest = 0;
    std::uint32_t _count = 0;
    std::size_t _told = 0; // ranges, and one for the beginning
};

} // namespace kc::imap
