// SPDX-License-Identifier: Apache-2.0
// See MailboxName.h. Only one spelling of a name is accepted, so that no mailbox has two names.
#include "MailboxName.h"

#include "wire/Ascii.h"

#include <kc/mime/ImapString.h>
#include <kc/text/Normalize.h>

#include <algorithm>
#include <cstdint>

namespace kc::imap
{

namespace
{

constexpr sv kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";

bool isPrintable(std::uint32_t c)
{
    return c >= 0x20 && c <= 0x7e;
}

void appendUtf8(std::string& out, std::uint32_t c)
{
    const auto put = [&](std::uint32_t octet) { out.push_back(static_cast<char>(octet)); };
    if (c < 0x80)
        return put(c);
    if (c < 0x800)
        put(0xc0 | c >> 6);
    else if (c < 0x10000)
    {
        put(0xe0 | c >> 12);
        put(0x80 | (c >> 6 & 0x3f));
    }
    else
    {
        put(0xf0 | c >> 18);
        put(0x80 | (c >> 12 & 0x3f));
        put(0x80 | (c >> 6 & 0x3f));
    }
    put(0x80 | (c & 0x3f));
}

/// Puts UTF-16 units together. False for what is no text, or what need not have been encoded.
class Utf16Joiner
{
public:
    bool add(std::uint32_t unit, std::string& out)
    {
        const bool low = unit >= 0xdc00 && unit < 0xe000;
        if (low != (_high != 0))
            return false;
        if (unit >= 0xd800 && unit < 0xdc00)
        {
            _high = unit;
            return true;
        }
        const std::uint32_t c = low ? 0x10000 + ((_high - 0xd800) << 10) + (unit - 0xdc00) : unit;
        _high = 0;
        if (isPrintable(c) || c < 0x20 || c == 0x7f)
            return false;
        appendUtf8(out, c);
        return true;
    }

    bool complete() const { return _high == 0; }

private:
    std::uint32_t _high = 0;
};

bool decodeShifted(sv encoded, std::string& out)
{
    Utf16Joiner joiner;
    std::uint32_t bits = 0;
    unsigned count = 0;
    for (const char c : encoded)
    {
        const std::size_t value = kAlphabet.find(c);
        if (value == sv::npos)
            return false;
        bits = (bits << 6 | static_cast<std::uint32_t>(value)) & 0x3fffff;
        count += 6;
        if (count < 16)
            continue;
        count -= 16;
        if (!joiner.add(bits >> count & 0xffff, out))
            return false;
    }
    const std::uint32_t spare = bits & ((1U << count) - 1);
    return count < 6 && spare == 0 && joiner.complete();
}

/// One character from the front of UTF-8 text, U+FFFD for an octet that begins none.
std::uint32_t nextCharacter(sv& text)
{
    const auto octet = [&](std::size_t i) -> std::uint32_t
    { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0; };
    const std::uint32_t first = octet(0);
    const std::size_t length = first < 0x80                    ? 1
                               : first >= 0xc2 && first < 0xe0 ? 2
                               : first >= 0xe0 && first < 0xf0 ? 3
                               : first >= 0xf0 && first < 0xf5 ? 4
                                                               : 0;
    std::uint32_t c = length == 1 ? first : first & (0x7fU >> length);
    bool fine = length != 0;
    for (std::size_t i = 1; fine && i < length; ++i)
    {
        fine = (octet(i) & 0xc0) == 0x80;
        c = c << 6 | (octet(i) & 0x3f);
    }
    fine = fine && !(length == 3 && (c < 0x800 || (c >= 0xd800 && c < 0xe000))) &&
           !(length == 4 && (c < 0x10000 || c > 0x10ffff));
    text.remove_prefix(fine ? length : 1);
    return fine ? c : 0xfffd;
}

/// The base64 of a run of characters between "&" and "-".
class ShiftWriter
{
public:
    void add(std::string& out, std::uint32_t c)
    {
        if (!_open)
            out.push_back('&');
        _open = true;
        if (c < 0x10000)
            return unit(out, c);
        unit(out, 0xd800 + ((c - 0x10000) >> 10));
        unit(out, 0xdc00 + ((c - 0x10000) & 0x3ff));
    }

    void close(std::string& out)
    {
        if (!_open)
            return;
        if (_count > 0)
            out.push_back(kAlphabet[_bits << (6 - _count) & 0x3f]);
        out.push_back('-');
        *this = ShiftWriter{};
    }

private:
    void unit(std::string& out, std::uint32_t value)
    {
        _bits = _bits << 16 | value;
        for (_count += 16; _count >= 6; _count -= 6)
            out.push_back(kAlphabet[_bits >> (_count - 6) & 0x3f]);
        _bits &= 0x3f;
    }

    std::uint32_t _bits = 0;
    unsigned _count = 0;
    bool _open = false;
};

} // namespace

std::optional<std::string> fromModifiedUtf7(sv name)
{
    std::string out;
    bool shiftEnded = false; // "&AAA-&AAA-" would be a second spelling
    while (!name.empty())
    {
        if (name.front() != '&')
        {
            if (!isPrintable(static_cast<unsigned char>(name.front())))
                return std::nullopt;
            out.push_back(name.front());
            name.remove_prefix(1);
            shiftEnded = false;
            continue;
        }
        const std::size_t end = name.find('-');
        if (end == sv::npos)
            return std::nullopt;
        const sv encoded = name.substr(1, end - 1);
        if (encoded.empty())
            out.push_back('&');
        else if (shiftEnded || !decodeShifted(encoded, out))
            return std::nullopt;
        shiftEnded = !encoded.empty();
        name.remove_prefix(end + 1);
    }
    return out;
}

std::string toModifiedUtf7(sv name)
{
    std::string out;
    ShiftWriter shift;
    while (!name.empty())
    {
        const std::uint32_t c = nextCharacter(name);
        if (!isPrintable(c))
        {
            shift.add(out, c);
            continue;
        }
        shift.close(out);
        out.push_back(static_cast<char>(c));
        if (c == '&')
            out.push_back('-');
    }
    shift.close(out);
    return out;
}

std::optional<std::string> mailboxName(sv given, NameForm form)
{
    if (given.size() > 1 && given.ends_with('/'))
        given.remove_suffix(1);
    const auto text =
        form == NameForm::Utf8 ? std::optional{std::string{given}} : fromModifiedUtf7(given);
    auto name = text ? text::normalizeNfc(*text) : std::nullopt;
    if (!name || name->empty())
        return std::nullopt;
    constexpr sv kInbox = "INBOX";
    const sv first = sv{*name}.substr(0, name->find('/'));
    if (equalsIgnoringCase(first, kInbox))
        name->replace(0, first.size(), kInbox);
    return name;
}

std::string spelledName(sv name, NameForm form)
{
    return form == NameForm::Utf8 ? std::string{name} : toModifiedUtf7(name);
}

void appendName(std::string& out, sv spelled)
{
    const auto isAscii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
    const auto isControl = [](char c) { return static_cast<unsigned char>(c) < 0x20; };
    if (std::all_of(spelled.begin(), spelled.end(), isAscii) ||
        std::any_of(spelled.begin(), spelled.end(), isControl)) // the store has no such names
        return mime::appendImapString(out, spelled);
    out.push_back('"');
    for (const char c : spelled)
    {
        if (c == '"' || c == '\\')
            out.push_back('\\');
        out.push_back(c);
    }
    out.push_back('"');
}

} // namespace kc::imap
