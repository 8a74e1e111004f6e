// SPDX-License-Identifier: Apache-2.0
// Reads piece after piece. A seek forgets the open attachment unless it stays at the same place.
#include "ContentSource.h"

#include <algorithm>

namespace kc::store
{

namespace
{

constexpr std::size_t kChunk = 48 * 1024; // of decoded octets: 64 KiB of text

Fault damaged()
{
    return Fault{KC_ECORRUPT, "an attachment is shorter than the message needs"};
}

} // namespace

ContentSource::ContentSource(const kc_host* host, AttachStore* attachments, Layout layout,
                             InlineText text)
    : ReadSource{host},
      _attachments{attachments},
      _layout{std::move(layout)},
      _text{std::move(text)},
      _length{_layout.length()}
{
    if (_layout.pieces.empty())
    {
        Piece whole;
        whole.length = _text.length();
        _layout.pieces.push_back(whole);
    }
    const bool needsStore =
        std::any_of(_layout.pieces.begin(), _layout.pieces.end(),
                    [](const Piece& piece) { return piece.kind != PieceKind::Inline; });
    if (needsStore && _attachments == nullptr)
        throw Fault{KC_EUNAVAIL, "the message has attachments, but no attachment store is loaded"};
}

std::uint64_t ContentSource::length() const
{
    return _length;
}

void ContentSource::seek(Context&, std::uint64_t offset)
{
    const std::uint64_t target = std::min(offset, _length);
    if (target != _position)
        locate(target);
}

void ContentSource::locate(std::uint64_t offset)
{
    _position = offset;
    _piece = 0;
    _inText = 0;
    while (_piece < _layout.pieces.size() && offset >= _layout.pieces[_piece].length)
    {
        const Piece& passed = _layout.pieces[_piece++];
        offset -= passed.length;
        _inText += passed.kind == PieceKind::Inline ? passed.length : 0;
    }
    _inPiece = offset;
    _attachment = Reader{};
    _isOpen = false;
}

std::size_t ContentSource::read(Context& context, std::span<char> buffer)
{
    std::size_t total = 0;
    while (total < buffer.size() && _piece < _layout.pieces.size())
    {
        const Piece& piece = _layout.pieces[_piece];
        const std::uint64_t left = piece.length - _inPiece;
        const std::span<char> rest = buffer.subspan(total);
        const std::span<char> part = rest.first(std::min<std::uint64_t>(rest.size(), left));
        const std::size_t got = piece.kind == PieceKind::Inline ? readInline(part)
                                : piece.kind == PieceKind::Octets
                                    ? readOctets(context, piece, part)
                                    : readBase64(context, piece, part);
        total += got;
        _position += got;
        _inPiece += got;
        if (_inPiece < piece.length)
            continue;
        _inText += piece.kind == PieceKind::Inline ? piece.length : 0;
        ++_piece;
        _inPiece = 0;
        _attachment = Reader{};
        _isOpen = false;
    }
    return total;
}

std::size_t ContentSource::readInline(std::span<char> buffer)
{
    return _text.read(_inText + _inPiece, buffer);
}

void ContentSource::openPiece(Context& context, const Piece& piece)
{
    if (_isOpen)
        return;
    Reader opened;
    const sv digest{reinterpret_cast<const char*>(piece.digest.data()), piece.digest.size()};
    if (!_attachments->open(context, digest, *opened.out()).ok())
        throw Fault{KC_ECORRUPT, "an attachment of the message is missing"};
    std::uint64_t start = _inPiece;
    if (piece.kind == PieceKind::Base64)
    {
        const mime::Base64Window window =
            mime::windowFor(piece.base64, _inPiece, piece.length - _inPiece);
        _encoder = mime::Base64Encoder{piece.base64, window.decodedBegin};
        _encoded.clear();
        _encodedRead = window.skip;
        start = window.decodedBegin;
    }
    if (start > 0)
        opened.seek(context, start);
    _attachment = std::move(opened);
    _isOpen = true;
}

std::size_t ContentSource::readOctets(Context& context, const Piece& piece, std::span<char> buffer)
{
    openPiece(context, piece);
    const std::size_t got = _attachment.read(context, buffer);
    if (got < buffer.size())
        throw damaged();
    return got;
}

void ContentSource::fillEncoded(Context& context, const Piece& piece)
{
    while (_encodedRead >= _encoded.size())
    {
        char decoded[kChunk];
        const std::size_t got = _attachment.read(context, decoded);
        if (got == 0 || _encoder.finish())
            throw damaged();
        _encodedRead -= _encoded.size();
        _encoded.clear();
        _encoder.write({decoded, got}, _encoded);
    }
    KC_ASSERT(piece.kind == PieceKind::Base64);
}

std::size_t ContentSource::readBase64(Context& context, const Piece& piece, std::span<char> buffer)
{
    openPiece(context, piece);
    fillEncoded(context, piece);
    const std::size_t got = _encoded.copy(buffer.data(), buffer.size(), _encodedRead);
    _encodedRead += got;
    return got;
}

} // namespace kc::store
