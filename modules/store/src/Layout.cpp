// SPDX-License-Identifier: Apache-2.0
// A layout as octets and back. Decoding believes nothing: a damaged row must not become wrong mail.
#include "Layout.h"

#include <algorithm>

namespace kc::store
{

namespace
{

constexpr char kVersion = 1;
constexpr std::uint64_t kMaxMessage = std::uint64_t{1} << 32; // of any number in a layout

void putVarint(std::string& out, std::uint64_t value)
{
    for (; value >= 0x80; value >>= 7)
        out += static_cast<char>(value | 0x80);
    out += static_cast<char>(value);
}

/// Takes fields off the front; once something is missing, all that follows is.
class Fields
{
public:
    explicit Fields(sv octets) : _rest{octets} {}

    std::uint8_t octet()
    {
        if (_rest.empty())
        {
            _failed = true;
            return 0;
        }
        const auto value = static_cast<std::uint8_t>(_rest.front());
        _rest.remove_prefix(1);
        return value;
    }

    std::uint64_t varint()
    {
        std::uint64_t value = 0;
        for (int shift = 0; shift < 35; shift += 7)
        {
            const std::uint8_t next = octet();
            value |= std::uint64_t{next & 0x7Fu} << shift;
            if (next < 0x80)
                return value;
        }
        _failed = true;
        return 0;
    }

    bool digest(std::array<std::uint8_t, 32>& out)
    {
        if (_rest.size() < out.size())
            return !(_failed = true);
        std::copy_n(_rest.begin(), out.size(), out.begin());
        _rest.remove_prefix(out.size());
        return true;
    }

    bool failed() const { return _failed; }

    bool atEnd() const { return _rest.empty(); }

private:
    sv _rest;
    bool _failed = false;
};

std::optional<Piece> takePiece(Fields& fields)
{
    Piece piece;
    piece.kind = static_cast<PieceKind>(fields.octet());
    if (piece.kind > PieceKind::Base64)
        return std::nullopt;
    if (piece.kind != PieceKind::Inline && !fields.digest(piece.digest))
        return std::nullopt;
    if (piece.kind != PieceKind::Base64)
    {
        piece.length = fields.varint();
        return piece;
    }
    piece.base64.lineLength =
        static_cast<std::uint32_t>(std::min(fields.varint(), kMaxMessage - 1));
    piece.base64.lineEnding = static_cast<mime::LineEnding>(fields.octet() & 1);
    piece.base64.trailingEndings =
        static_cast<std::uint32_t>(std::min(fields.varint(), kMaxMessage - 1));
    piece.base64.decodedSize = fields.varint();
    if (fields.failed() || !piece.base64.isValid())
        return std::nullopt;
    piece.length = piece.base64.encodedSize();
    return piece;
}

void putPiece(std::string& out, const Piece& piece)
{
    out += static_cast<char>(piece.kind);
    if (piece.kind != PieceKind::Inline)
        out.append(reinterpret_cast<const char*>(piece.digest.data()), piece.digest.size());
    if (piece.kind != PieceKind::Base64)
        return putVarint(out, piece.length);
    putVarint(out, piece.base64.lineLength);
    out += static_cast<char>(piece.base64.lineEnding);
    putVarint(out, piece.base64.trailingEndings);
    putVarint(out, piece.base64.decodedSize);
}

} // namespace

std::uint64_t Layout::length() const
{
    if (pieces.empty())
        return inlineOctets;
    std::uint64_t total = 0;
    for (const Piece& piece : pieces)
        total += piece.length;
    return total;
}

std::string Layout::encode() const
{
    std::string out{kVersion, static_cast<char>(compressed)};
    putVarint(out, inlineOctets);
    putVarint(out, pieces.size());
    for (const Piece& piece : pieces)
        putPiece(out, piece);
    return out;
}

std::optional<Layout> Layout::decode(sv encoded)
{
    Fields fields{encoded};
    if (fields.octet() != kVersion)
        return std::nullopt;
    Layout layout;
    const std::uint8_t flags = fields.octet();
    layout.compressed = flags == 1;
    layout.inlineOctets = fields.varint();
    std::uint64_t inlineTotal = 0;
    for (std::uint64_t left = fields.varint(); left > 0 && !fields.failed(); --left)
    {
        const std::optional<Piece> piece = takePiece(fields);
        if (!piece)
            return std::nullopt;
        inlineTotal += piece->kind == PieceKind::Inline ? piece->length : 0;
        layout.pieces.push_back(*piece);
    }
    const bool agrees = layout.pieces.empty() || inlineTotal == layout.inlineOctets;
    if (fields.failed() || !fields.atEnd() || flags > 1 || !agrees)
        return std::nullopt;
    return layout;
}

} // namespace kc::store
