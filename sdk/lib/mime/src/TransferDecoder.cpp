// SPDX-License-Identifier: Apache-2.0
#include "Ascii.h"
#include "Base64Alphabet.h"
#include "Hex.h"

#include <kc/mime/TransferDecoder.h>

namespace kc::mime
{

namespace
{

// Blanks that are held back at most; more than a line (RFC 5322 §2.1.1) are text.
constexpr std::size_t kMaxHeld = 998;

} // namespace

void TransferDecoder::feed(std::string_view text, std::string& out)
{
    if (_encoding == TransferEncoding::Base64)
        base64(text, out);
    else if (_encoding == TransferEncoding::QuotedPrintable)
        quotedPrintable(text, out);
    else
        out.append(text);
}

void TransferDecoder::finish(std::string& out)
{
    if (_encoding == TransferEncoding::Base64)
        endGroup(out); // padding is often forgotten
    else if (!_held.empty() && ascii::isBlank(_held.back()))
        _held.clear(); // RFC 2045 §6.7 (3): blanks at the very end, those of a soft line break too
    else if (_held == "=")
        _held.clear(); // a soft line break
    else
        release(out); // half an escape, or a CR alone
}

// Texts that were encoded one by one and joined are decoded as such: padding only ends a group.
void TransferDecoder::base64(std::string_view text, std::string& out)
{
    for (const char c : text)
    {
        const std::uint32_t value = base64::kSextets[3][static_cast<unsigned char>(c)];
        if (value == base64::kInvalid)
        {
            if (c == '=')
                endGroup(out);
            else if (!ascii::isSpace(c))
                _damaged = true;
            continue;
        }
        _bits = _bits << 6 | value;
        if (++_inGroup == 4)
            endGroup(out);
    }
}

void TransferDecoder::endGroup(std::string& out)
{
    _damaged = _damaged || _inGroup == 1;
    const std::uint32_t bits = _bits << (6 * (4 - _inGroup));
    for (std::uint32_t i = 1; i < _inGroup; ++i)
        out.push_back(static_cast<char>(bits >> (24 - 8 * i) & 0xFF));
    _bits = 0;
    _inGroup = 0;
}

void TransferDecoder::quotedPrintable(std::string_view text, std::string& out)
{
    while (!text.empty())
    {
        if (_held.empty())
        {
            // What means itself goes through at once.
            std::size_t plain = text.find_first_of("= \t");
            plain = plain == text.npos ? text.size() : plain;
            out.append(text.substr(0, plain));
            text.remove_prefix(plain);
            if (text.empty())
                return;
        }
        quotedCharacter(text.front(), out);
        text.remove_prefix(1);
    }
}

// One octet where something is held back or begins to be.
void TransferDecoder::quotedCharacter(char c, std::string& out)
{
    const bool isEscape = !_held.empty() && _held[0] == '=';
    if (isEscape && _held.size() == 2 && hexDigit(_held[1]) >= 0)
    {
        _held.push_back(c);
        if (const auto octet = hexOctet(std::string_view(_held).substr(1)))
        {
            out.push_back(*octet);
            _held.clear();
        }
        else
        {
            _held.pop_back();
            release(out);
            quotedCharacter(c, out);
        }
    }
    else if (c == '\n') // RFC 2045 §6.7 (3), (5): blanks before a line end, or a soft one
    {
        if (!isEscape)
            out.append(!_held.empty() && _held.back() == '\r' ? "\r\n" : "\n");
        _held.clear();
    }
    else if (!_held.empty() && _held.back() == '\r')
    {
        release(out); // a CR alone
        quotedCharacter(c, out);
    }
    else if (!_held.empty() && (ascii::isBlank(c) || c == '\r') && _held.size() < kMaxHeld)
        _held.push_back(c);
    else if (isEscape && _held.size() == 1 && hexDigit(c) >= 0)
        _held.push_back(c);
    else
    {
        release(out);
        if (c == '=' || ascii::isBlank(c))
            _held.push_back(c);
        else
            out.push_back(c);
    }
}

void TransferDecoder::release(std::string& out)
{
    _damaged = _damaged || (!_held.empty() && _held[0] == '=');
    out.append(_held);
    _held.clear();
}

} // namespace kc::mime
