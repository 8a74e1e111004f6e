// SPDX-License-Identifier: Apache-2.0
// A cursor over the arguments of one command (RFC 3501 §9), literals in place. Every function takes
// what its name says from the front, or takes nothing and answers so; none recurses, none allocates
// more than the command has octets.
#pragma once

#include <kc/status.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace kc::imap
{

/// What quoted strings may hold beyond ASCII.
enum class QuotedText : bool
{
    Any, ///< clients send UTF-8, and what they mean is plain
    Utf8 ///< RFC 6855 §3, RFC 9051 §4.3
};

class ArgReader
{
public:
    /// `text` must outlive the reader.
    explicit ArgReader(sv text, QuotedText inQuotes = QuotedText::Any)
        : _rest{text}, _inQuotes{inQuotes}
    {
    }

    bool atEnd() const { return _rest.empty(); }

    bool at(char c) const { return _rest.starts_with(c); }

    /// One given character.
    bool skip(char c);

    bool space() { return skip(' '); }

    /// 1*ATOM-CHAR.
    std::optional<sv> atom();
    /// Letters and digits: a command, a search key, the name of an item.
    std::optional<sv> word();
    /// What a tag may be.
    std::optional<sv> tag();
    /// quoted / literal.
    std::optional<std::string> string();
    std::optional<std::string> astring();
    /// Nothing inside is NIL.
    std::optional<std::optional<std::string>> nstring();
    /// list-mailbox: an astring in which % and * may stand bare.
    std::optional<std::string> listMailbox();
    /// Decimal digits, at most UINT32_MAX.
    std::optional<std::uint32_t> number();
    std::optional<std::uint64_t> number64();
    /// mod-sequence-valzer: 63 bits (RFC 7162 §7).
    std::optional<std::uint64_t> modseq();
    /// The characters of a sequence set, or "$" (RFC 5182 §3).
    std::optional<sv> sequenceSet();
    /// "\" atom, or an atom.
    std::optional<sv> flag();
    /// "(" [flag *(SP flag)] ")".
    std::optional<std::vector<sv>> flagList();
    /// The announcement of one of APPEND's messages, which the collector keeps apart; also as a
    /// literal8 (RFC 3516 §4.4).
    bool messageLiteral();

    sv rest() const { return _rest; }

private:
    template <class Accept>
    std::optional<sv> run(Accept accept);
    std::optional<std::string> quoted();
    std::optional<std::string> literal();

    sv _rest;
    QuotedText _inQuotes;
};

} // namespace kc::imap
