// SPDX-License-Identifier: Apache-2.0
// Cutting octets into lines, as fast as memory gives them; what the lines mean to the part tree is
// in ScanTree.cpp.
#include "ScanState.h"
#include "Ascii.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace kc::mime
{

namespace
{

// "--", boundary, "--", some padding and the line ending. A longer line is no boundary.
constexpr std::size_t kMaxCarry = kMaxBoundaryBytes + 256;

const char* findFeed(const char* begin, const char* end) noexcept
{
    return static_cast<const char*>(
        std::memchr(begin, '\n', static_cast<std::size_t>(end - begin)));
}

} // namespace

void ScanState::feed(std::string_view chunk)
{
    while (!chunk.empty())
        chunk.remove_prefix(_inLongLine || !_carry.empty() ? takeCut(chunk) : takeLines(chunk));
}

// Goes on with a line that an earlier chunk began.
std::size_t ScanState::takeCut(std::string_view text)
{
    const auto feed = text.find('\n');
    const std::size_t size = feed == text.npos ? text.size() : feed + 1;
    if (_inLongLine)
    {
        longLine(text.substr(0, size));
        return size;
    }
    // Never more than one octet beyond what decides that the line is long.
    const std::size_t take = std::min(size, kMaxCarry + 1 - _carry.size());
    _carry.append(text.substr(0, take));
    const bool isWhole = _carry.back() == '\n';
    if (!isWhole && _carry.size() <= kMaxCarry)
        return take;
    const std::string kept = std::exchange(_carry, {});
    if (isWhole)
        line(kept);
    else
        longLine(kept);
    return take;
}

std::size_t ScanState::takeLines(std::string_view text)
{
    if (_place != Place::Header)
    {
        std::size_t taken = 0;
        if (!_checksBase64)
            taken = plainLines(text);
        else if ((taken = _base64.fullLines(text, _lines)) > 0)
        {
            _offset += taken;
            _bodyEnding = text[taken - 2] == '\r' ? 2 : 1;
        }
        if (taken > 0)
            return taken;
    }
    const char* const begin = text.data();
    const char* const feed = findFeed(begin, begin + text.size());
    if (feed != nullptr)
    {
        const auto size = static_cast<std::size_t>(feed + 1 - begin);
        line(text.substr(0, size));
        return size;
    }
    if (text.size() <= kMaxCarry)
        _carry = text;
    else
        longLine(text);
    return text.size();
}

// Whole lines of a body that nothing but boundaries can end, up to the next line that may be one.
std::size_t ScanState::plainLines(std::string_view text)
{
    if (_boundaries.isEmpty())
    {
        advance(text); // nothing can end this body but the end of the message
        return text.size();
    }
    const char* const begin = text.data();
    const char* const end = begin + text.size();
    const char* p = begin;
    while (p != end && *p != '-')
    {
        const char* const feed = findFeed(p, end);
        if (feed == nullptr)
            break;
        _bodyEnding = feed > p && feed[-1] == '\r' ? 2 : 1;
        ++_lines;
        p = feed + 1;
    }
    _offset += static_cast<std::uint64_t>(p - begin);
    return static_cast<std::size_t>(p - begin);
}

// Octets with any number of line feeds, as part of the body they are in.
void ScanState::advance(std::string_view text) noexcept
{
    _offset += text.size();
    _lines += static_cast<std::uint64_t>(std::count(text.begin(), text.end(), '\n'));
}

// A whole line, its ending included; the last line of the message may have none.
void ScanState::line(std::string_view text)
{
    if (text.size() > kMaxCarry)
        return longLine(text);
    std::size_t ending = 0;
    const auto content = ascii::chomp(text, ending);
    if (const auto found = _boundaries.find(content))
        return delimiter(*found, text);
    if (_place == Place::Header)
        return headerLine(text, ending > 0);
    if (_checksBase64)
    {
        _base64.line(content, ending);
        _checksBase64 = _base64.isHopeful();
    }
    _bodyEnding = ending;
    _offset += text.size();
    _lines += ending > 0 ? 1 : 0;
}

// The beginning, middle or end of a line too long to be a boundary.
void ScanState::longLine(std::string_view text)
{
    const bool isFirst = !_inLongLine;
    const bool isLast = text.back() == '\n';
    if (_place == Place::Header)
    {
        if (isFirst)
            headerLine(text, isLast);
        else
        {
            _headers.more(text);
            advance(text);
        }
    }
    else
    {
        _checksBase64 = false;
        _base64.giveUp();
        advance(text);
        const bool cr = text.size() > 1 ? text[text.size() - 2] == '\r' : _lastWasCr;
        _bodyEnding = !isLast ? 0 : (cr ? 2 : 1);
    }
    _lastWasCr = text.back() == '\r';
    _inLongLine = !isLast;
}

void ScanState::headerLine(std::string_view text, bool isWhole)
{
    _offset += text.size();
    _lines += isWhole ? 1 : 0;
    if (text == "\n" || text == "\r\n")
        return endHeader();
    Part& part = _structure.parts[_current];
    _headers.line(text, part, envelopeOf(part));
}

Structure ScanState::finish()
{
    if (!_carry.empty())
    {
        const std::string kept = std::exchange(_carry, {});
        line(kept);
    }
    // No boundary follows, so the last line ending is the body's own.
    _bodyEnding = 0;
    closeThrough(kNoPart);
    _structure.size = _offset;
    _structure.lines = _lines;
    return std::move(_structure);
}

} // namespace kc::mime
