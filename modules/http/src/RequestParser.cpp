// SPDX-License-Identifier: Apache-2.0
#include "RequestParser.h"

#include <algorithm>
#include <charconv>
#include <string.h>

namespace kc::httpd
{

namespace
{

// What may stand around the chunks of one body: sizes are counted one by one below, this is for
// extensions and trailers.
constexpr std::uint64_t kMaxChunkLine = 256;
constexpr std::uint64_t kMaxTrailers = 8192;
constexpr std::uint64_t kMaxExtensions = 8192;
constexpr std::size_t kMaxSizeDigits = 16;

} // namespace

void RequestParser::refuse(const Refusal& why)
{
    _refusal = why;
    _state = State::Refused;
}

bool RequestParser::judged(const Judgement& why)
{
    if (why)
        refuse(*why);
    return !why;
}

std::size_t RequestParser::feed(sv bytes)
{
    std::size_t used = 0;
    while (used < bytes.size())
    {
        if (_state == State::HeadDone || _state == State::Done)
            break;
        if (_state == State::Refused)
            return bytes.size();
        used += step(bytes.substr(used));
    }
    return used;
}

std::size_t RequestParser::step(sv bytes)
{
    switch (_state)
    {
    case State::Body:
    case State::ChunkData:
        return takeBody(bytes);
    case State::ChunkEnd:
        return takeChunkEnd(bytes);
    case State::RequestLine:
    case State::Fields:
    case State::ChunkSize:
    case State::Trailers:
        return takeLine(bytes);
    case State::HeadDone:
    case State::Done:
    case State::Refused:
        break;
    }
    return 0;
}

std::size_t RequestParser::takeLine(sv bytes)
{
    const std::size_t feedAt = bytes.find('\n');
    const bool isComplete = feedAt != sv::npos;
    const std::size_t taken = isComplete ? feedAt + 1 : bytes.size();
    if (taken > _room)
    {
        const bool inHead = _state == State::RequestLine || _state == State::Fields;
        refuse(inHead ? Refusal{431, "request head too large"} : Refusal{400, "chunk or trailer"});
        return bytes.size();
    }
    _room -= taken;
    _line.append(bytes.substr(0, taken));
    if (!isComplete)
        return taken;
    // RFC 9112 §2.2 lets a server take a bare LF for CRLF; another server in front may not.
    if (_line.size() < 2 || _line[_line.size() - 2] != '\r')
    {
        refuse({400, "bare LF"});
        return taken;
    }
    _line.resize(_line.size() - 2);
    if (_line.find('\r') != std::string::npos)
        refuse({400, "bare CR"});
    else
        onLine();
    explicit_bzero(_line.data(), _line.size()); // may have been the Authorization field
    _line.clear();
    return taken;
}

void RequestParser::onLine()
{
    if (_state == State::RequestLine)
        onRequestLine();
    else if (_state == State::Fields)
        onField();
    else if (_state == State::ChunkSize)
        onChunkSize();
    else
        onTrailer();
}

void RequestParser::onRequestLine()
{
    if (_line.empty())
        return; // RFC 9112 §2.2: an empty line before the request, within the head's limit
    if (judged(_head.requestLine(_line)))
        _state = State::Fields;
}

void RequestParser::onField()
{
    if (!_line.empty())
    {
        judged(_head.fieldLine(_line));
        return;
    }
    if (judged(_head.finish()))
        _state = State::HeadDone;
}

void RequestParser::expectBody(BodyUse use, std::uint64_t limit)
{
    KC_ASSERT(_state == State::HeadDone);
    _use = use;
    _limit = limit;
    if (_head.isChunked)
    {
        _room = kMaxExtensions;
        _state = State::ChunkSize;
        return;
    }
    if (_head.contentLength > limit)
    {
        refuse({413, "request body too large"});
        return;
    }
    _remaining = _head.contentLength;
    _state = _remaining == 0 ? State::Done : State::Body;
}

std::size_t RequestParser::takeBody(sv bytes)
{
    const auto taken = static_cast<std::size_t>(std::min<std::uint64_t>(_remaining, bytes.size()));
    if (_use == BodyUse::Keep)
        _body.append(bytes.substr(0, taken));
    _remaining -= taken;
    if (_remaining == 0)
        _state = _state == State::Body ? State::Done : State::ChunkEnd;
    return taken;
}

std::size_t RequestParser::takeChunkEnd(sv bytes)
{
    constexpr sv kEnd = "\r\n";
    if (bytes.front() != kEnd[_chunkEndSeen])
    {
        refuse({400, "chunk longer than its size"});
        return 1;
    }
    if (++_chunkEndSeen == kEnd.size())
    {
        _chunkEndSeen = 0;
        _state = State::ChunkSize;
    }
    return 1;
}

void RequestParser::onChunkSize()
{
    // RFC 9112 §7.1: size in hexadecimal, then perhaps extensions, which mean nothing here.
    const sv line = _line;
    const std::size_t digits =
        std::min(line.find_first_not_of("0123456789abcdefABCDEF"), line.size());
    const sv rest = trimmed(line.substr(digits));
    if (digits == 0 || digits > kMaxSizeDigits || line.size() > kMaxChunkLine ||
        (!rest.empty() && rest.front() != ';') || line.find('\0') != sv::npos ||
        (rest.empty() && digits != line.size()))
    {
        refuse({400, "chunk size"});
        return;
    }
    std::from_chars(line.data(), line.data() + digits, _remaining, 16);
    // A size line without extension is free: the body's own limit bounds how many there are.
    if (digits == line.size())
        _room += line.size() + 2;
    if (_remaining > _limit - _bodySize)
    {
        refuse({413, "request body too large"});
        return;
    }
    _bodySize += _remaining;
    _state = _remaining == 0 ? State::Trailers : State::ChunkData;
    if (_state == State::Trailers)
        _room = kMaxTrailers;
}

void RequestParser::onTrailer()
{
    // RFC 9112 §7.1.2: trailers are read as fields and dropped, never merged into the head.
    if (_line.empty())
    {
        _state = State::Done;
        return;
    }
    RequestHead ignored;
    judged(ignored.fieldLine(_line));
}

void RequestParser::reset()
{
    KC_ASSERT(_state == State::Done);
    *this = RequestParser{_maxHead};
}

} // namespace kc::httpd
