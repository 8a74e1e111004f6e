// SPDX-License-Identifier: Apache-2.0
#include "DotReader.h"

#include <cstring>

namespace kc::lmtp
{

DotReader::Piece DotReader::next(sv bytes)
{
    switch (_state)
    {
    case State::LineStart:
        if (bytes.front() != '.')
            return text(bytes);
        _state = State::Dot;
        return {1, {}};
    case State::Dot:
        if (bytes.front() == '\r')
        {
            _state = State::DotCr;
            return {1, {}};
        }
        _state = State::Text; // the dot was stuffing, whatever follows it
        return text(bytes);
    case State::DotCr:
        if (bytes.front() == '\n')
        {
            _state = State::Done;
            return {1, {}};
        }
        _state = State::TextCr;
        return {0, "\r"}; // the CR that was held back
    case State::Text:
    case State::TextCr:
        return text(bytes);
    case State::Done:
        break;
    }
    return {0, {}};
}

/// Everything up to the next CRLF that a dot follows, or that ends the bytes.
DotReader::Piece DotReader::text(sv bytes)
{
    std::size_t from = 0;
    while (from < bytes.size())
    {
        const void* const found = std::memchr(bytes.data() + from, '\n', bytes.size() - from);
        if (found == nullptr)
            break;
        const auto place = static_cast<std::size_t>(static_cast<const char*>(found) - bytes.data());
        from = place + 1;
        const bool isLineEnd = place > 0 ? bytes[place - 1] == '\r' : _state == State::TextCr;
        if (!isLineEnd || (from < bytes.size() && bytes[from] != '.'))
            continue;
        _state = State::LineStart;
        return {from, bytes.substr(0, from)};
    }
    _state = bytes.back() == '\r' ? State::TextCr : State::Text;
    return {bytes.size(), bytes};
}

} // namespace kc::lmtp
