// SPDX-License-Identifier: Apache-2.0
// See DecodedPart.h.
#include "DecodedPart.h"

#include "wire/Ascii.h"

#include <algorithm>

namespace kc::imap
{

namespace
{

/// As BODYSTRUCTURE shows it: a multipart without parts is TEXT PLAIN.
bool isText(const mime::Part& part)
{
    if (!part.contentType)
        return !part.inDigest;
    const sv type = part.contentType->type;
    return equalsIgnoringCase(type, "text") ||
           (part.kind == mime::PartKind::Leaf && equalsIgnoringCase(type, "multipart"));
}

} // namespace

DecodedPart::DecodedPart(Context& context, OpenMessage& message, const mime::Part& part)
    : _body{part.body()},
      _left{_body},
      _encoding{part.encoding},
      _decoder{_encoding},
      _isText{isText(part)}
{
    message.seek(context, _body.begin);
    std::string piece;
    while (decode(context, message, piece))
    {
        _size += piece.size();
        _hasNul = _hasNul || piece.find('\0') != std::string::npos;
        piece.clear();
    }
}

void DecodedPart::begin(Context& context, OpenMessage& message, FetchSection::Partial wanted)
{
    _left = _body;
    _decoder = mime::TransferDecoder{_encoding};
    _ended = _afterCr = false;
    _wanted = wanted;
    message.seek(context, _body.begin);
}

std::optional<std::string> DecodedPart::next(Context& context, OpenMessage& message)
{
    std::string piece;
    if (_wanted.length == 0 || !decode(context, message, piece))
        return std::nullopt;
    const std::size_t skipped = std::min<std::uint64_t>(_wanted.offset, piece.size());
    piece.erase(0, skipped);
    _wanted.offset -= skipped;
    piece.resize(std::min<std::uint64_t>(_wanted.length, piece.size()));
    _wanted.length -= piece.size();
    return piece;
}

bool DecodedPart::decode(Context& context, OpenMessage& message, std::string& out)
{
    if (_ended)
        return false;
    std::string decoded;
    if (_left.size() == 0)
    {
        _ended = true;
        _decoder.finish(decoded);
        append(out, decoded);
        return true;
    }
    std::vector<char> buffer(
        static_cast<std::size_t>(std::min<std::uint64_t>(_left.size(), kPieceBytes)));
    _decoder.feed(message.read(context, buffer), decoded);
    _left.begin += buffer.size();
    append(out, decoded);
    return true;
}

void DecodedPart::append(std::string& out, sv decoded)
{
    if (!_isText)
    {
        out.append(decoded);
        return;
    }
    for (const char c : decoded)
    {
        if (c == '\n' && !_afterCr)
            out.push_back('\r');
        out.push_back(c);
        _afterCr = c == '\r';
    }
}

} // namespace kc::imap
