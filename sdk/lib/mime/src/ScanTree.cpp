// SPDX-License-Identifier: Apache-2.0
// Opening and closing parts. Each part is opened once and closed once, so the cost is linear in
// their number.
#include "Ascii.h"
#include "ScanState.h"

#include <utility>

namespace kc::mime
{

namespace
{

// Only these leave the embedded message readable as it stands (RFC 2046 §5.2.1).
bool isIdentity(TransferEncoding encoding) noexcept
{
    return encoding == TransferEncoding::SevenBit || encoding == TransferEncoding::EightBit ||
           encoding == TransferEncoding::Binary;
}

} // namespace

ScanState::ScanState(const Limits& limits) : _limits(limits), _headers(limits)
{
    startPart(kNoPart);
}

EnvelopeFields* ScanState::envelopeOf(const Part& part) noexcept
{
    return part.envelope == kNoEnvelope ? nullptr : &_structure.envelopes[part.envelope];
}

void ScanState::startPart(PartIndex parent)
{
    auto& parts = _structure.parts;
    const auto index = static_cast<PartIndex>(parts.size());
    Part part;
    part.parent = parent;
    part.headerStart = part.bodyStart = part.bodyEnd = _offset;
    bool isMessage = parent == kNoPart;
    if (parent != kNoPart)
    {
        Part& above = parts[parent];
        part.depth = above.depth + 1;
        isMessage = above.kind == PartKind::Message;
        part.inDigest = above.kind == PartKind::Multipart && above.isType("multipart", "digest");
        PartIndex& last = _lastChild[parent];
        if (last == kNoPart)
            above.firstChild = index;
        else
        {
            parts[last].nextSibling = index;
            part.number = parts[last].number + 1;
        }
        last = index;
    }
    if (isMessage)
    {
        part.envelope = static_cast<std::uint32_t>(_structure.envelopes.size());
        _structure.envelopes.emplace_back();
    }
    parts.push_back(std::move(part));
    _lastChild.push_back(kNoPart);
    _linesAtBody.push_back(_lines);
    _current = index;
    _place = Place::Header;
    _bodyEnding = 0;
    _headers.begin(isMessage);
}

bool ScanState::mayAddPartBelow(const Part& part) const noexcept
{
    return part.depth < _limits.depth && _structure.parts.size() < _limits.parts;
}

// The blank line was read: the body starts here.
void ScanState::endHeader()
{
    const PartIndex index = std::exchange(_current, kNoPart);
    Part& part = _structure.parts[index];
    _headers.finish(part, envelopeOf(part));
    part.bodyStart = _offset;
    _linesAtBody[index] = _lines;
    _bodyEnding = 0;
    _checksBase64 = false;

    const bool isMultipart = part.contentType && ascii::equals(part.contentType->type, "multipart");
    if (isMultipart && !_headers.boundary().empty() && mayAddPartBelow(part))
    {
        part.kind = PartKind::Multipart;
        _open.push_back({index, _headers.boundary()});
        _boundaries.open(_headers.boundary(), index);
        _place = Place::Container;
    }
    else if (part.isType("message", "rfc822") && isIdentity(part.encoding) && mayAddPartBelow(part))
    {
        part.kind = PartKind::Message;
        _open.push_back({index, {}});
        startPart(index);
    }
    else
    {
        _current = index;
        _place = Place::Leaf;
        _checksBase64 = part.encoding == TransferEncoding::Base64;
        if (_checksBase64)
            _base64 = Base64Check();
    }
}

void ScanState::delimiter(Delimiter found, std::string_view line)
{
    closeThrough(found.multipart);
    std::size_t ending = 0;
    ascii::chomp(line, ending);
    _offset += line.size();
    _lines += ending > 0 ? 1 : 0;

    Container& container = _open.back();
    if (!found.closes && _structure.parts.size() < _limits.parts)
        return startPart(container.part);
    // The end, or no room for another part: the rest is the multipart's own octets.
    _boundaries.close(container.boundary, container.part);
    container.boundary.clear();
    _place = Place::Container;
    _bodyEnding = ending;
}

// Closes all that is open within `container`, which stays open itself; for kNoPart, everything.
void ScanState::closeThrough(PartIndex container)
{
    const std::uint64_t end = _offset - _bodyEnding;
    const std::uint64_t lines = _lines - (_bodyEnding > 0 ? 1 : 0);
    if (_current != kNoPart)
        closePart(std::exchange(_current, kNoPart), end, lines);
    while (!_open.empty() && _open.back().part != container)
    {
        const Container& inner = _open.back();
        _boundaries.close(inner.boundary, inner.part);
        closePart(inner.part, end, lines);
        _open.pop_back();
    }
}

void ScanState::closePart(PartIndex index, std::uint64_t end, std::uint64_t lines)
{
    Part& part = _structure.parts[index];
    if (_place == Place::Header && part.kind == PartKind::Leaf)
    {
        // The header was cut short: there is no body. Its last line ending is the field's own.
        _headers.finish(part, envelopeOf(part));
        part.bodyStart = part.bodyEnd = end;
        _place = Place::Container;
        return;
    }
    part.bodyEnd = end;
    part.bodyLines = lines - _linesAtBody[index];
    if (std::exchange(_checksBase64, false))
        part.base64 = _base64.finish(_bodyEnding > 0);
    if (part.kind == PartKind::Multipart && part.firstChild == kNoPart)
        part.kind = PartKind::Leaf;
}

} // namespace kc::mime
