// SPDX-License-Identifier: Apache-2.0
// See FetchJob.h.
#include "FetchJob.h"

#include "FetchWriter.h"
#include "Session.h"

#include <kc/mime/ImapString.h>
#include <kc/mime/Summary.h>

#include <algorithm>

namespace kc::imap
{

namespace
{

constexpr std::size_t kRowsWritten = 1'000; // in one step
constexpr std::size_t kRowsTaken = 64;      // with copies of their summaries

} // namespace

FetchJob::Row::Row(const kc_message& from)
    : keywords{kc::view(from.keywords)}, summary{kc::view(from.summary)}, message{from}
{
    message.keywords = str(keywords);
    message.summary = str(summary);
}

/// As it has become in the store: others may have changed it since it was listed.
void FetchJob::Row::becomeSeen(const kc_message& now)
{
    keywords = kc::view(now.keywords);
    message.keywords = str(keywords);
    message.flags = now.flags;
    message.modseq = now.modseq;
    newlySeen = true;
}

std::optional<CommandResult> FetchJob::step(Session& session, Context& context)
{
    if (_octetsLeft > 0)
        writePiece(session.out(), context);
    else if (_decoded)
        writeDecoded(session.out(), context);
    else if (_open)
        writeItems(session, context);
    else if (!_rows.empty())
        begin(session, context, _rows.front());
    else if (_cursor.atEnd() || _status < 0)
        return result();
    else if (_request.needsOctets())
        takeRows(session, context);
    else
        writeRows(session, context);
    return std::nullopt;
}

std::optional<CommandResult> FetchJob::result() const
{
    if (_status < 0)
        return refusal(static_cast<kc_code>(_status));
    if (_unknownEncoding)
        return CommandResult::no("[UNKNOWN-CTE] A part has an encoding that nobody knows");
    // RFC 5530 §3: the client learns why messages were left out; they are expunged at its next
    // turn.
    return CommandResult::ok((_expunged ? "[EXPUNGEISSUED] " : "") + _completed);
}

void FetchJob::writeRows(Session& session, Context& context)
{
    Output& out = session.out();
    std::size_t written = 0;
    bool stopped = false;
    std::uint32_t last = 0; // the set handed to list() is the cursor's own: it moves after the call
    const auto write = [&](const kc_message& message)
    {
        last = message.uid;
        const std::uint32_t number = session.view().numberOf(message.uid);
        if (number == 0)
            return true;
        out << "* " << number << " FETCH ";
        char before = '(';
        for (const FetchItem& item : _request.items)
        {
            out << before;
            writeItem(session, item.field, message);
            before = ' ';
        }
        out << ")\r\n";
        stopped = ++written == kRowsWritten || !out.hasRoom();
        return !stopped;
    };
    _status = session.mail()
                  .list(context, session.view().id(), _cursor.rest(), _request.storeFields(),
                        _request.changedSince, Sink<kc_message>{write})
                  .code();
    if (stopped)
        _cursor.passed(last);
    else
        _cursor.finish();
}

void FetchJob::takeRows(Session& session, Context& context)
{
    bool stopped = false;
    const auto take = [&](const kc_message& message)
    {
        if (session.view().numberOf(message.uid) != 0)
            _rows.emplace_back(message);
        stopped = _rows.size() == kRowsTaken;
        return !stopped;
    };
    _status = session.mail()
                  .list(context, session.view().id(), _cursor.rest(), _request.storeFields(),
                        _request.changedSince, Sink<kc_message>{take})
                  .code();
    if (stopped)
        _cursor.passed(_rows.back().message.uid);
    else
        _cursor.finish();
    if (_request.setsSeen() && !session.view().isReadOnly())
        markSeen(session, context);
    _ahead.expect(uidsOfRows());
}

UidRanges FetchJob::uidsOfRows() const
{
    UidRanges uids;
    for (const Row& row : _rows)
        addUid(uids, row.message.uid);
    return uids;
}

/// RFC 3501 §6.4.5: fetching octets without PEEK sets \Seen, and the response says so.
void FetchJob::markSeen(Session& session, Context& context)
{
    UidRanges unseen;
    for (const Row& row : _rows)
        if ((row.message.flags & KC_FLAG_SEEN) == 0)
            unseen.push_back({row.message.uid, row.message.uid});
    normalize(unseen);
    if (unseen.empty())
        return;
    try
    {
        setSeen(session, context, unseen);
    }
    catch (const Fault& fault) // not a fence: reading goes on when writing cannot, on a full disk
    {
        session.gateway().log.write(KC_LOG_WARN, &context, "IMAP cannot mark messages as seen",
                                    {{"reason", fault.what()}});
    }
}

void FetchJob::setSeen(Session& session, Context& context, const UidRanges& unseen)
{
    const kc_flag_update update{sizeof update, KC_FLAGS_ADD, KC_FLAG_SEEN, {}, UINT64_MAX};
    const auto kept = [](const kc_message&) {};
    const auto changed = [&](const kc_message& message)
    {
        session.view().addOwn(message.modseq);
        for (Row& row : _rows)
        {
            if (row.message.uid == message.uid)
                row.becomeSeen(message);
        }
    };
    (void)session.mail().setFlags(context, session.view().id(), uidSet(unseen), update,
                                  Sink<kc_message>{changed}, Sink<kc_message>{kept});
}

void FetchJob::begin(Session& session, Context& context, Row& row)
{
    std::optional<Reader> reader =
        _ahead.open(session.mail(), context, session.view().id(), row.message.uid);
    if (!reader)
    {
        _expunged = true;
        _rows.pop_front();
        return;
    }
    const auto summary = mime::SummaryView::parse(row.summary);
    _open.emplace(std::move(*reader),
                  summary ? std::optional{summary->headerLength} : std::nullopt);
    prepareTree(session, context, row);
    _item = 0;
    _inResponse = true; // from the first octet on
    session.out() << "* " << session.view().numberOf(row.message.uid) << " FETCH (";
}

void FetchJob::prepareTree(Session& session, Context& context, const Row& row)
{
    const bool needed = std::any_of(_request.items.begin(), _request.items.end(),
                                    [&](const FetchItem& item)
                                    {
                                        return item.field == FetchField::Preview ||
                                               (item.field == FetchField::Section &&
                                                _open->needsTree(item.section));
                                    });
    if (!needed)
        return;
    const kc_id mailbox = session.view().id();
    const mime::Structure* tree = session.cache().find(mailbox, row.message.uid);
    if (tree == nullptr)
        tree = &session.cache().keep(mailbox, row.message.uid, _open->scan(context));
    _open->use(*tree);
}

/// Items up to the next literal, or to the end of the response.
void FetchJob::writeItems(Session& session, Context& context)
{
    Output& out = session.out();
    const Row& row = _rows.front();
    while (_item < _request.items.size() && _octetsLeft == 0 && !_decoded)
    {
        const FetchItem& item = _request.items[_item++];
        if (_item > 1)
            out << ' ';
        if (item.field == FetchField::Section && item.section.form != FetchSection::Form::AsStored)
            writeBinary(out, context, item.section);
        else if (item.field == FetchField::Section)
            writeSection(out, context, item.section);
        else if (item.field == FetchField::Preview)
            writePreview(out, context);
        else
            writeItem(session, item.field, row.message);
    }
    if (_octetsLeft == 0 && !_decoded)
        end(session);
}

void FetchJob::writeItem(Session& session, FetchField field, const kc_message& message)
{
    writeFetchItem(session.out(), field, message);
    if (field == FetchField::Modseq)
        session.view().told().said(message.modseq);
}

void FetchJob::end(Session& session)
{
    Output& out = session.out();
    if (_rows.front().newlySeen)
        tellSeen(session, _rows.front().message);
    out << ")\r\n";
    _inResponse = false;
    _open.reset();
    _rows.pop_front();
}

/// What the client did not ask for, but has to learn since FETCH has changed it.
void FetchJob::tellSeen(Session& session, const kc_message& message)
{
    const auto tell = [&](FetchField field, bool wanted)
    {
        if (!wanted || _request.has(field))
            return;
        session.out() << ' ';
        writeItem(session, field, message);
    };
    tell(FetchField::Flags, true);
    tell(FetchField::Uid, session.extensions().wantUids());
    tell(FetchField::Modseq, session.isEnabled(Extension::Condstore));
}

/// BINARY[] is the message as it is; what has no such part is NIL, of size 0.
void FetchJob::writeBinary(Output& out, Context& context, const FetchSection& section)
{
    const bool isSize = section.form == FetchSection::Form::DecodedSize;
    const mime::Part* const part = _open->part(section);
    const bool unknown = part != nullptr && part->encoding == mime::TransferEncoding::Other;
    _unknownEncoding = _unknownEncoding || unknown;
    if (section.path.empty() && isSize)
        out << section.label << ' ' << _rows.front().message.octets;
    else if (section.path.empty())
        writeSection(out, context, section);
    else if (part == nullptr || unknown)
        out << section.label << (isSize ? sv{" 0"} : sv{" NIL"});
    else
    {
        DecodedPart decoded{context, *_open, *part};
        if (isSize)
        {
            out << section.label << ' ' << decoded.size();
            return;
        }
        FetchSection::Partial wanted =
            section.partial.value_or(FetchSection::Partial{0, UINT64_MAX});
        wanted.offset = std::min(wanted.offset, decoded.size());
        wanted.length = std::min(wanted.length, decoded.size() - wanted.offset);
        out << section.label << (decoded.hasNul() ? sv{" ~{"} : sv{" {"}) << wanted.length
            << "}\r\n";
        decoded.begin(context, *_open, wanted);
        _decoded = std::move(decoded);
    }
}

void FetchJob::writeDecoded(Output& out, Context& context)
{
    if (const auto piece = _decoded->next(context, *_open))
        out << *piece;
    else
        _decoded.reset();
}

void FetchJob::writePreview(Output& out, Context& context)
{
    std::string text = "PREVIEW ";
    mime::appendImapString(text, _open->preview(context));
    out << text;
}

void FetchJob::writeSection(Output& out, Context& context, const FetchSection& section)
{
    out << section.label << ' ';
    auto range = _open->range(section);
    if (!range)
    {
        out << "NIL";
        return;
    }
    std::string text;
    const bool all = section.choice == FetchSection::Choice::All;
    if (!all)
    {
        text = _open->fields(context, section, *range);
        range = mime::OctetRange{0, text.size()};
    }
    if (section.partial)
    {
        range->begin += std::min(section.partial->offset, range->size());
        range->end = range->begin + std::min(section.partial->length, range->size());
    }
    out << '{' << range->size() << "}\r\n";
    if (!all)
    {
        out << sv{text}.substr(range->begin, range->size());
        return;
    }
    _octetsLeft = range->size();
    if (_octetsLeft > 0)
        _open->seek(context, range->begin);
}

/// RFC 3501 §9 has no NUL in literals; a stored one goes out as it is, since the octets of a
/// message must be its octets.
void FetchJob::writePiece(Output& out, Context& context)
{
    const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(_octetsLeft, kPieceBytes));
    if (_piece.size() < size)
        _piece.resize(size);
    out << _open->read(context, std::span{_piece}.first(size));
    _octetsLeft -= size;
}

} // namespace kc::imap
