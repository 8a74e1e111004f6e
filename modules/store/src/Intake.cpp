// SPDX-License-Identifier: Apache-2.0
// Scan, plan, upload, pack. Attachments are uploaded before anything else is written: if the
// delivery fails afterwards, nothing refers to them and the attachment store sweeps them.
#include "Intake.h"

#include "Upload.h"

#include <kc/mime/Summary.h>

#include <algorithm>

namespace kc::store
{

namespace
{

constexpr std::size_t kChunk = 64 * 1024;

Fault unreadable()
{
    return Fault{KC_EUNAVAIL, "the message to store ended early"};
}

/// One read; throws what the source throws.
std::size_t readSome(Context& context, const kc_reader& from, std::span<char> buffer)
{
    std::size_t got = 0;
    const Status status = outcome(
        context, from.ops->read(from.self, context.get(), buffer.data(), buffer.size(), &got));
    if (!status.ok())
        throw unreadable();
    return got;
}

void seek(Context& context, const kc_reader& from, std::uint64_t offset)
{
    if (!outcome(context, from.ops->seek(from.self, context.get(), offset)).ok())
        throw unreadable();
}

} // namespace

Status Intake::take(Context& context, const kc_reader& message, AttachStore* attachments,
                    std::uint64_t attachmentMinSize)
{
    const std::uint64_t length = message.ops->length(message.self);
    if (length > (attachments == nullptr ? kMaxWithoutAttachments : kMaxMessageOctets))
        return KC_ETOOBIG;
    const mime::Structure structure = scan(context, message, length);
    _content.octets = structure.size;
    if (_content.octets != length)
        throw unreadable();
    _content.summary = mime::summarize(structure).encode();

    plan(structure, attachments == nullptr ? UINT64_MAX : attachmentMinSize);
    _content.attachments.clear();
    for (std::size_t i = 0; i < _layout.pieces.size(); ++i)
        if (_layout.pieces[i].kind != PieceKind::Inline)
            upload(context, message, *attachments, i);
    if (_whole)
        packInMemory();
    else
        packStream(context, message);
    _content.layout = _layout.encode();
    return KC_OK;
}

void Intake::trim()
{
    constexpr std::size_t kUsual = 256 * 1024;
    for (std::string* buffer : {&_text, &_inline, &_content.body, &_content.summary})
        if (buffer->capacity() > kUsual)
            *buffer = {};
}

mime::Structure Intake::scan(Context& context, const kc_reader& message, std::uint64_t length)
{
    _whole = length <= kInMemory;
    _text.resize(_whole ? length : kChunk);
    seek(context, message, 0);
    std::size_t kept = 0;
    for (std::uint64_t left = length; left > 0;)
    {
        char* const to = _text.data() + kept;
        const std::size_t want = std::min<std::uint64_t>(left, _text.size() - kept);
        const std::size_t got = readSome(context, message, {to, want});
        if (got == 0)
            throw unreadable();
        _scanner.feed({to, got});
        kept += _whole ? got : 0;
        left -= got;
    }
    return _scanner.finish();
}

void Intake::addPiece(PieceKind kind, Cut cut)
{
    if (cut.begin == cut.end)
        return;
    Piece piece;
    piece.kind = kind;
    piece.length = cut.end - cut.begin;
    if (kind == PieceKind::Inline)
        _layout.inlineOctets += piece.length;
    _layout.pieces.push_back(piece);
    _cuts.push_back(cut);
}

void Intake::plan(const mime::Structure& structure, std::uint64_t attachmentMinSize)
{
    _layout = {};
    _cuts.clear();
    std::uint64_t position = 0;
    const bool bounded = attachmentMinSize != UINT64_MAX;
    for (const mime::Part& part : structure.parts)
    {
        const bool large =
            part.kind == mime::PartKind::Leaf && part.body().size() >= attachmentMinSize;
        if (!large || part.bodyStart < position)
            continue;
        if (_layout.inlineOctets + (part.bodyStart - position) > kMaxInline ||
            _layout.pieces.size() >= kMaxPieces)
            break;
        addPiece(PieceKind::Inline, {position, part.bodyStart});
        addPiece(part.base64 ? PieceKind::Base64 : PieceKind::Octets,
                 {part.bodyStart, part.bodyEnd});
        if (part.base64)
            _layout.pieces.back().base64 = *part.base64;
        position = part.bodyEnd;
    }
    const bool fits = _layout.inlineOctets + (_content.octets - position) <= kMaxInline;
    const bool cut = _layout.pieces.size() < kMaxPieces;
    addPiece(!bounded || (fits && cut) ? PieceKind::Inline : PieceKind::Octets,
             {position, _content.octets});
}

template <class Visit>
void Intake::eachChunk(Context& context, const kc_reader& message, Cut cut, Visit&& visit)
{
    if (!_whole)
        seek(context, message, cut.begin);
    while (cut.begin < cut.end)
    {
        const std::size_t want = std::min<std::uint64_t>(kChunk, cut.end - cut.begin);
        if (_whole)
        {
            visit(sv{_text}.substr(cut.begin, want));
            cut.begin += want;
            continue;
        }
        const std::size_t got = readSome(context, message, {_text.data(), want});
        if (got == 0)
            throw unreadable();
        visit(sv{_text.data(), got});
        cut.begin += got;
    }
}

void Intake::upload(Context& context, const kc_reader& message, AttachStore& store,
                    std::size_t index)
{
    Piece& piece = _layout.pieces[index];
    Upload upload{context, store};
    mime::Base64Decoder decoder{piece.base64};
    eachChunk(context, message, _cuts[index],
              [&](sv chunk)
              {
                  if (piece.kind == PieceKind::Octets)
                      return upload.write(chunk);
                  _inline.clear();
                  if (!decoder.write(chunk, _inline))
                      throw Fault{KC_EBUG, "a base64 part departs from its own layout"};
                  upload.write(_inline);
              });
    if (piece.kind == PieceKind::Base64 && !decoder.finish())
        throw Fault{KC_EBUG, "a base64 part is shorter than its own layout"};
    const kc_attachment stored = upload.commit();
    std::copy_n(stored.digest, piece.digest.size(), piece.digest.begin());
    const auto same = [&](const kc_attachment& other)
    { return std::equal(stored.digest, stored.digest + sizeof stored.digest, other.digest); };
    if (std::none_of(_content.attachments.begin(), _content.attachments.end(), same))
        _content.attachments.push_back(stored);
}

void Intake::packInMemory()
{
    sv text = _text;
    if (_layout.pieces.size() == 1 && _layout.pieces[0].kind == PieceKind::Inline)
    {
        _layout.pieces.clear();
    }
    else
    {
        _inline.clear();
        for (std::size_t i = 0; i < _cuts.size(); ++i)
            if (_layout.pieces[i].kind == PieceKind::Inline)
                _inline += sv{_text}.substr(_cuts[i].begin, _cuts[i].end - _cuts[i].begin);
        text = _inline;
    }
    _layout.compressed = _compressor.shrink(text, _content.body);
    if (!_layout.compressed)
        _content.body = text;
}

void Intake::packStream(Context& context, const kc_reader& message)
{
    _layout.compressed = true;
    _compressor.begin(_layout.inlineOctets, _content.body);
    for (std::size_t i = 0; i < _cuts.size(); ++i)
        if (_layout.pieces[i].kind == PieceKind::Inline)
            eachChunk(context, message, _cuts[i], [&](sv chunk) { _compressor.write(chunk); });
    _compressor.finish();
}

} // namespace kc::store
