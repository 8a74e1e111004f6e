// SPDX-License-Identifier: Apache-2.0
// What becomes of the messages that a search finds: SEARCH, SORT and THREAD tell them in forms of
// their own.
#pragma once

#include "wire/Output.h"

#include <kc/abi/draft/store.h>

#include <algorithm>
#include <cstdint>
#include <string>

namespace kc::imap
{

class MailboxView;

class SearchResult
{
public:
    SearchResult() = default;
    SearchResult(const SearchResult&) = delete;
    SearchResult& operator=(const SearchResult&) = delete;
    virtual ~SearchResult() = default;

    /// Bits of kc_message_field that add() looks at, beyond the flags.
    virtual std::uint32_t storeFields() const { return 0; }

    /// A message that was found and that the client knows, in any order. False: too many.
    virtual bool add(const kc_message& message) = 0;

    /// No more to add. `tag` is the command's.
    virtual void complete(MailboxView& view, const std::string& tag) = 0;

    /// Writes a piece; false when it was the last.
    virtual bool tell(Output& out) = 0;

    virtual bool isInResponse() const = 0;

    /// The text of the tagged OK.
    virtual sv completed() const = 0;
};

/// A result that is one long line.
class LineResult : public SearchResult
{
public:
    bool tell(Output& out) final
    {
        const std::size_t piece = std::min(kPieceBytes, _line.size() - _told);
        out << sv{_line}.substr(_told, piece);
        _told += piece;
        return _told < _line.size();
    }

    bool isInResponse() const final { return _told > 0; }

protected:
    /// With its CRLF.
    void say(std::string line) { _line = std::move(line); }

private:
    static constexpr std::size_t kPieceBytes = 64 * 1024;

    std::string _line;
    std::size_t _told = 0;
};

} // namespace kc::imap
