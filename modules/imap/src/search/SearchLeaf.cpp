// SPDX-License-Identifier: Apache-2.0
// See SearchLeaf.h: a table of names, and a reader for each kind of argument.
#include "SearchLeaf.h"

#include "command/SetArg.h"
#include "mailbox/MailboxView.h"
#include "wire/ArgReader.h"
#include "wire/Ascii.h"
#include "wire/DateTime.h"

#include <kc/abi/draft/store.h>

#include <algorithm>
#include <array>

namespace kc::imap
{

namespace
{

enum class Argument : std::uint8_t
{
    Nothing,
    Day,
    Number,
    Interval, ///< seconds before now
    Word,     ///< a keyword or an id
    Text,
    FieldAndText,
    UidSet,
    Modseq
};

struct Leaf
{
    sv name;
    SearchOp op;
    Argument argument;
    std::uint32_t flags = 0;
};

constexpr std::array kLeaves{
    Leaf{"ALL", SearchOp::All, Argument::Nothing},
    Leaf{"ANSWERED", SearchOp::Flags, Argument::Nothing, KC_FLAG_ANSWERED},
    Leaf{"BCC", SearchOp::Bcc, Argument::Text},
    Leaf{"BEFORE", SearchOp::Before, Argument::Day},
    Leaf{"BODY", SearchOp::Body, Argument::Text},
    Leaf{"CC", SearchOp::Cc, Argument::Text},
    Leaf{"DELETED", SearchOp::Flags, Argument::Nothing, KC_FLAG_DELETED},
    Leaf{"DRAFT", SearchOp::Flags, Argument::Nothing, KC_FLAG_DRAFT},
    Leaf{"EMAILID", SearchOp::EmailId, Argument::Word},
    Leaf{"FLAGGED", SearchOp::Flags, Argument::Nothing, KC_FLAG_FLAGGED},
    Leaf{"FROM", SearchOp::From, Argument::Text},
    Leaf{"HEADER", SearchOp::Header, Argument::FieldAndText},
    Leaf{"KEYWORD", SearchOp::Keyword, Argument::Word},
    Leaf{"LARGER", SearchOp::Larger, Argument::Number},
    Leaf{"MODSEQ", SearchOp::Modseq, Argument::Modseq},
    Leaf{"NEW", SearchOp::None, Argument::Nothing},
    Leaf{"OLD", SearchOp::All, Argument::Nothing},
    Leaf{"OLDER", SearchOp::Older, Argument::Interval},
    Leaf{"ON", SearchOp::On, Argument::Day},
    Leaf{"RECENT", SearchOp::None, Argument::Nothing},
    Leaf{"SAVEDATESUPPORTED", SearchOp::All, Argument::Nothing}, // RFC 8514 §4.4: in all mailboxes
    Leaf{"SAVEDBEFORE", SearchOp::SavedBefore, Argument::Day},
    Leaf{"SAVEDON", SearchOp::SavedOn, Argument::Day},
    Leaf{"SAVEDSINCE", SearchOp::SavedSince, Argument::Day},
    Leaf{"SEEN", SearchOp::Flags, Argument::Nothing, KC_FLAG_SEEN},
    Leaf{"SENTBEFORE", SearchOp::SentBefore, Argument::Day},
    Leaf{"SENTON", SearchOp::SentOn, Argument::Day},
    Leaf{"SENTSINCE", SearchOp::SentSince, Argument::Day},
    Leaf{"SINCE", SearchOp::Since, Argument::Day},
    Leaf{"SMALLER", SearchOp::Smaller, Argument::Number},
    Leaf{"SUBJECT", SearchOp::Subject, Argument::Text},
    Leaf{"TEXT", SearchOp::Text, Argument::Text},
    Leaf{"THREADID", SearchOp::None, Argument::Word}, // RFC 8474 §5.2: no message has one
    Leaf{"TO", SearchOp::To, Argument::Text},
    Leaf{"UID", SearchOp::Uids, Argument::UidSet},
    Leaf{"UNANSWERED", SearchOp::Unflags, Argument::Nothing, KC_FLAG_ANSWERED},
    Leaf{"UNDELETED", SearchOp::Unflags, Argument::Nothing, KC_FLAG_DELETED},
    Leaf{"UNDRAFT", SearchOp::Unflags, Argument::Nothing, KC_FLAG_DRAFT},
    Leaf{"UNFLAGGED", SearchOp::Unflags, Argument::Nothing, KC_FLAG_FLAGGED},
    Leaf{"UNKEYWORD", SearchOp::Unkeyword, Argument::Word},
    Leaf{"UNSEEN", SearchOp::Unflags, Argument::Nothing, KC_FLAG_SEEN},
    Leaf{"YOUNGER", SearchOp::Younger, Argument::Interval},
};

bool readMessages(ArgReader& args, const MailboxView& view, Numbering numbering, SearchKey& key)
{
    SetArg set = readBareSet(args, view, numbering);
    key.op = SearchOp::Uids;
    key.uids = std::move(set.uids);
    return !set.refused;
}

/// [entry-name SP entry-type-req SP] mod-sequence-valzer. There is one modseq for all flags, so
/// that the name is of no account (RFC 7162 §3.1.5).
bool readModseq(ArgReader& args, SearchKey& key)
{
    if (args.at('"'))
    {
        const auto entry = args.string();
        const sv type = args.space() ? args.word().value_or(sv{}) : sv{};
        const bool known = equalsIgnoringCase(type, "all") || equalsIgnoringCase(type, "priv") ||
                           equalsIgnoringCase(type, "shared");
        if (!entry || !entry->starts_with("/flags/") || !known || !args.space())
            return false;
    }
    const auto modseq = args.modseq();
    key.number = static_cast<std::int64_t>(modseq.value_or(0));
    return modseq.has_value();
}

/// date, bare or quoted
bool readDay(ArgReader& args, SearchKey& key)
{
    const auto text = args.astring();
    const auto day = text ? parseDay(*text) : std::nullopt;
    key.number = day.value_or(0);
    return day.has_value();
}

/// number64 (RFC 9051 §9), of 63 bits as modification sequences are
bool readNumber(ArgReader& args, SearchKey& key)
{
    const auto number = args.modseq();
    key.number = static_cast<std::int64_t>(number.value_or(0));
    return number.has_value();
}

/// RFC 5032 §3: nz-number
bool readInterval(ArgReader& args, SearchKey& key)
{
    const std::uint32_t seconds = args.number().value_or(0);
    key.number = now() - seconds;
    return seconds != 0;
}

bool readWord(ArgReader& args, SearchKey& key)
{
    const auto word = args.atom();
    key.text = word.value_or(sv{});
    return word.has_value();
}

bool readText(ArgReader& args, SearchKey& key)
{
    auto text = args.astring();
    key.text = std::move(text).value_or(std::string{});
    return text.has_value();
}

bool readFieldAndText(ArgReader& args, SearchKey& key)
{
    auto field = args.astring();
    if (!field || !args.space())
        return false;
    key.field = std::move(*field);
    return readText(args, key);
}

bool readArgument(ArgReader& args, const MailboxView& view, Argument argument, SearchKey& key)
{
    if (argument == Argument::Nothing)
        return true;
    if (!args.space())
        return false;
    switch (argument)
    {
    case Argument::Nothing:
        return true;
    case Argument::Day:
        return readDay(args, key);
    case Argument::Number:
        return readNumber(args, key);
    case Argument::Interval:
        return readInterval(args, key);
    case Argument::Word:
        return readWord(args, key);
    case Argument::Text:
        return readText(args, key);
    case Argument::FieldAndText:
        return readFieldAndText(args, key);
    case Argument::UidSet:
        return readMessages(args, view, Numbering::Uid, key);
    case Argument::Modseq:
        return readModseq(args, key);
    }
    return false;
}

} // namespace

bool isSequenceSet(const ArgReader& args)
{
    return args.at('*') || (!args.atEnd() && args.rest()[0] >= '0' && args.rest()[0] <= '9');
}

bool readSearchLeaf(ArgReader& args, const MailboxView& view, SearchKey& key)
{
    if (isSequenceSet(args) || args.at('$'))
        return readMessages(args, view, Numbering::Sequence, key);
    const sv name = args.word().value_or(sv{});
    for (const Leaf& leaf : kLeaves)
    {
        if (!equalsIgnoringCase(leaf.name, name))
            continue;
        key.op = leaf.op;
        key.flags = leaf.flags;
        return readArgument(args, view, leaf.argument, key);
    }
    return false;
}

} // namespace kc::imap
