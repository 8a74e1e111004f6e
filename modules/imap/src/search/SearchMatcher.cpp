// SPDX-License-Identifier: Apache-2.0
// See SearchMatcher.h.
#include "SearchMatcher.h"

#include "EnvelopeText.h"
#include "TextSearch.h"
#include "mailbox/Flags.h"
#include "mailbox/ObjectId.h"
#include "wire/Ascii.h"
#include "wire/DateTime.h"

#include <kc/mime/HeaderField.h>
#include <kc/mime/Limits.h>
#include <kc/mime/Scanner.h>
#include <kc/mime/Summary.h>

#include <algorithm>
#include <optional>

namespace kc::imap
{

namespace
{

constexpr std::size_t kPiece = 64 * 1024;

Match truth(bool value)
{
    return value ? Match::Yes : Match::No;
}

Match negate(Match a)
{
    return a == Match::Unknown ? a : truth(a == Match::No);
}

Match both(Match a, Match b)
{
    if (a == Match::No || b == Match::No)
        return Match::No;
    return a == Match::Yes && b == Match::Yes ? Match::Yes : Match::Unknown;
}

Match either(Match a, Match b)
{
    return negate(both(negate(a), negate(b)));
}

/// The row of one message; the parts that cost are made when first asked for.
class RowFacts
{
public:
    explicit RowFacts(const kc_message& message) : _message{message} {}

    Match match(const SearchKey& key)
    {
        switch (key.op)
        {
        case SearchOp::All:
            return Match::Yes;
        case SearchOp::None:
            return Match::No;
        case SearchOp::Flags:
            return truth((_message.flags & key.flags) == key.flags);
        case SearchOp::Unflags:
            return truth((_message.flags & key.flags) == 0);
        case SearchOp::Keyword:
            return truth(hasKeyword(view(_message.keywords), key.text));
        case SearchOp::Unkeyword:
            return truth(!hasKeyword(view(_message.keywords), key.text));
        case SearchOp::Before:
            return truth(dayOf(_message.received) < key.number);
        case SearchOp::On:
            return truth(dayOf(_message.received) == key.number);
        case SearchOp::Since:
            return truth(dayOf(_message.received) >= key.number);
        case SearchOp::Older:
            return truth(_message.received <= key.number);
        case SearchOp::Younger:
            return truth(_message.received >= key.number);
        case SearchOp::SavedBefore:
            return truth(dayOf(_message.saved) < key.number);
        case SearchOp::SavedOn:
            return truth(dayOf(_message.saved) == key.number);
        case SearchOp::SavedSince:
            return truth(dayOf(_message.saved) >= key.number);
        case SearchOp::SentBefore:
        case SearchOp::SentOn:
        case SearchOp::SentSince:
            return truth(matchSent(key));
        case SearchOp::Larger:
            return truth(_message.octets > static_cast<std::uint64_t>(key.number));
        case SearchOp::Smaller:
            return truth(_message.octets < static_cast<std::uint64_t>(key.number));
        case SearchOp::Modseq:
            return truth(_message.modseq >= static_cast<std::uint64_t>(key.number));
        case SearchOp::Uids:
            return truth(contains(key.uids, _message.uid));
        case SearchOp::EmailId:
            return truth(emailId(_message.email) == key.text);
        case SearchOp::Subject:
        case SearchOp::From:
        case SearchOp::To:
        case SearchOp::Cc:
        case SearchOp::Bcc:
            return truth(envelopeHas(key));
        case SearchOp::Header:
        case SearchOp::Body:
        case SearchOp::Text:
        case SearchOp::Not:
        case SearchOp::And:
        case SearchOp::Or:
            break;
        }
        return Match::Unknown;
    }

private:
    /// RFC 3501 §6.4.4: the day as it was written, whatever the zone.
    bool matchSent(const SearchKey& key) const
    {
        const auto summary = mime::SummaryView::parse(view(_message.summary));
        if (!summary || !summary->sent)
            return false;
        const std::int64_t day = dayOf(summary->sent->seconds, summary->sent->zoneMinutes);
        return key.op == SearchOp::SentBefore ? day < key.number
               : key.op == SearchOp::SentOn   ? day == key.number
                                              : day >= key.number;
    }

    bool envelopeHas(const SearchKey& key)
    {
        if (!_envelope)
            _envelope.emplace(mime::envelopeOf(view(_message.summary)));
        using enum mime::EnvelopeElement;
        return _envelope->has(key.op == SearchOp::Subject ? Subject
                              : key.op == SearchOp::From  ? From
                              : key.op == SearchOp::To    ? To
                              : key.op == SearchOp::Cc    ? Cc
                                                          : Bcc,
                              key.text);
    }

    const kc_message& _message;
    std::optional<EnvelopeText> _envelope;
};

std::uint64_t headerLength(Context& context, const kc_message& message, Reader& reader)
{
    if (const auto summary = mime::SummaryView::parse(view(message.summary)))
        return std::min(summary->headerLength, reader.length());
    mime::Scanner scanner;
    std::vector<char> buffer(kPiece);
    reader.seek(context, 0);
    while (const std::size_t got = reader.read(context, buffer))
        scanner.feed({buffer.data(), got});
    return scanner.finish().parts[0].bodyStart;
}

bool fieldHas(sv header, const SearchKey& key)
{
    mime::HeaderReader fields{header};
    while (const auto field = fields.next())
        if (equalsIgnoringCase(field->name, key.field) &&
            searchableValue(field->value).find(key.text) != std::string::npos)
            return true;
    return false;
}

} // namespace

Match SearchMatcher::match(const kc_message& message)
{
    return evaluate(message, {});
}

Match SearchMatcher::match(Context& context, const kc_message& message, Reader& reader)
{
    std::vector<Match> found(_program.keys.size(), Match::No);
    searchHeader(context, message, reader, found);
    searchText(context, reader, found);
    return evaluate(message, found);
}

Match SearchMatcher::evaluate(const kc_message& message, const std::vector<Match>& octets)
{
    RowFacts facts{message};
    _stack.clear();
    const auto pop = [&]
    {
        const Match top = _stack.back();
        _stack.pop_back();
        return top;
    };
    for (std::size_t i = 0; i < _program.keys.size(); ++i)
    {
        const SearchKey& key = _program.keys[i];
        if (key.op == SearchOp::Not)
            _stack.push_back(negate(pop()));
        else if (key.op == SearchOp::And)
            _stack.push_back(both(pop(), pop()));
        else if (key.op == SearchOp::Or)
            _stack.push_back(either(pop(), pop()));
        else if (needsOctets(key.op) && !octets.empty())
            _stack.push_back(octets[i]);
        else
            _stack.push_back(facts.match(key));
    }
    KC_ASSERT(_stack.size() == 1);
    return _stack.front();
}

void SearchMatcher::searchHeader(Context& context, const kc_message& message, Reader& reader,
                                 std::vector<Match>& found)
{
    const bool needed =
        std::any_of(_program.keys.begin(), _program.keys.end(),
                    [](const SearchKey& key) { return key.op == SearchOp::Header; });
    if (!needed)
        return;
    const std::uint64_t looked =
        std::min(headerLength(context, message, reader), mime::Limits{}.headerBlockBytes);
    std::string header(static_cast<std::size_t>(looked), '\0');
    reader.seek(context, 0);
    header.resize(reader.read(context, header));
    for (std::size_t i = 0; i < found.size(); ++i)
        if (_program.keys[i].op == SearchOp::Header)
            found[i] = truth(fieldHas(header, _program.keys[i]));
}

void SearchMatcher::searchText(Context& context, Reader& reader, std::vector<Match>& found)
{
    std::vector<OctetSearch> searches;
    for (std::size_t i = 0; i < found.size(); ++i)
    {
        const SearchKey& key = _program.keys[i];
        if (key.op == SearchOp::Text || key.op == SearchOp::Body)
            searches.emplace_back(
                key.text, key.op == SearchOp::Body ? TextPlace::Body : TextPlace::Header, i);
    }
    if (searches.empty())
        return;
    TextSearch{context, reader, searches}.run();
    for (const OctetSearch& search : searches)
        found[search.key()] = truth(search.found());
}

} // namespace kc::imap
