// SPDX-License-Identifier: Apache-2.0
// See TextSearch.h.
#include "TextSearch.h"

#include "wire/Ascii.h"

#include <kc/mime/HeaderField.h>
#include <kc/mime/Limits.h>
#include <kc/mime/Scanner.h>
#include <kc/mime/TransferDecoder.h>
#include <kc/text/CaseMap.h>
#include <kc/text/HeaderText.h>
#include <kc/text/TextDecoder.h>

#include <algorithm>

namespace kc::imap
{

namespace
{

constexpr std::size_t kPiece = 64 * 1024;

// Text is also what the structure shows as such: a multipart without parts, a delivery status.
bool isText(const mime::Part& part)
{
    const sv type = part.contentType ? sv{part.contentType->type} : sv{"text"};
    return part.kind == mime::PartKind::Leaf &&
           (equalsIgnoringCase(type, "text") || equalsIgnoringCase(type, "message") ||
            equalsIgnoringCase(type, "multipart"));
}

} // namespace

std::string searchableValue(sv foldedValue)
{
    return text::caseMap(text::decodeHeader(mime::unfold(foldedValue)));
}

void TextSearch::run()
{
    _buffer.resize(kPiece);
    const mime::Structure structure = scan();
    for (const mime::Part& part : structure.parts)
    {
        if (isDone())
            return;
        searchHeader(part);
        if (isText(part))
            searchBody(part);
    }
}

mime::Structure TextSearch::scan()
{
    mime::Scanner scanner;
    _reader.seek(_context, 0);
    while (const std::size_t got = _reader.read(_context, _buffer))
        scanner.feed(sv{_buffer}.substr(0, got));
    return scanner.finish();
}

void TextSearch::searchHeader(const mime::Part& part)
{
    std::string header(
        static_cast<std::size_t>(std::min(part.header().size(), mime::Limits{}.headerBlockBytes)),
        '\0');
    _reader.seek(_context, part.headerStart);
    header.resize(_reader.read(_context, header));
    mime::HeaderReader fields{header};
    while (const auto field = fields.next())
    {
        feed(part.parent == mime::kNoPart ? TextPlace::Header : TextPlace::Body,
             toUpper(field->name) + ": " + searchableValue(field->value));
        endText();
    }
}

void TextSearch::searchBody(const mime::Part& part)
{
    mime::TransferDecoder transfer{part.encoding};
    text::TextDecoder charset{text::charsetOf(part)};
    std::string decoded;
    std::string utf8;
    std::uint64_t left = part.body().size();
    _reader.seek(_context, part.bodyStart);
    while (left > 0 && !isDone())
    {
        const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(left, _buffer.size()));
        const std::size_t got = _reader.read(_context, {_buffer.data(), size});
        if (got == 0)
            break;
        left -= got;
        decoded.clear();
        transfer.feed(sv{_buffer}.substr(0, got), decoded);
        charset.feed(decoded, utf8);
        // A text without any such place is cut between two characters.
        const std::size_t cut = text::caseMapBoundary(utf8);
        const std::size_t end = cut > 0 || utf8.size() < kPiece ? cut : utf8.size();
        feed(TextPlace::Body, text::caseMap(sv{utf8}.substr(0, end)));
        utf8.erase(0, end);
    }
    decoded.clear();
    transfer.finish(decoded);
    charset.feed(decoded, utf8);
    charset.finish(utf8);
    feed(TextPlace::Body, text::caseMap(utf8));
    endText();
}

void TextSearch::feed(TextPlace place, sv text)
{
    for (OctetSearch& search : _searches)
        search.feed(place, text);
}

void TextSearch::endText()
{
    for (OctetSearch& search : _searches)
        search.endText();
}

bool TextSearch::isDone() const
{
    return std::all_of(_searches.begin(), _searches.end(),
                       [](const OctetSearch& search) { return search.found(); });
}

} // namespace kc::imap
