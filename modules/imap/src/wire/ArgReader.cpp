// SPDX-License-Identifier: Apache-2.0
// See ArgReader.h.
#include "ArgReader.h"

#include "Ascii.h"
#include "CommandCollector.h"

#include <kc/text/TextDecoder.h>

#include <algorithm>
#include <charconv>

namespace kc::imap
{

namespace
{

bool isControl(char c)
{
    const auto octet = static_cast<unsigned char>(c);
    return octet < 0x20 || octet == 0x7f;
}

/// RFC 3501 §9 ATOM-CHAR; octets above 127 are none.
bool isAtomChar(char c)
{
    constexpr sv kSpecials = "(){ %*\"\\]";
    return !isControl(c) && static_cast<unsigned char>(c) < 0x80 && kSpecials.find(c) == sv::npos;
}

bool isAstringChar(char c)
{
    return isAtomChar(c) || c == ']';
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isWordChar(char c)
{
    return isDigit(c) || (upper(c) >= 'A' && upper(c) <= 'Z');
}

} // namespace

template <class Accept>
std::optional<sv> ArgReader::run(Accept accept)
{
    const auto end = std::find_if_not(_rest.begin(), _rest.end(), accept);
    const sv taken = _rest.substr(0, static_cast<std::size_t>(end - _rest.begin()));
    if (taken.empty())
        return std::nullopt;
    _rest.remove_prefix(taken.size());
    return taken;
}

bool ArgReader::skip(char c)
{
    if (!at(c))
        return false;
    _rest.remove_prefix(1);
    return true;
}

std::optional<sv> ArgReader::atom()
{
    return run(isAtomChar);
}

std::optional<sv> ArgReader::word()
{
    return run(isWordChar);
}

std::optional<sv> ArgReader::tag()
{
    return run([](char c) { return isAstringChar(c) && c != '+'; });
}

std::optional<std::string> ArgReader::string()
{
    return at('"') ? quoted() : literal();
}

std::optional<std::string> ArgReader::astring()
{
    if (at('"') || at('{'))
        return string();
    const auto text = run(isAstringChar);
    return text ? std::optional<std::string>{*text} : std::nullopt;
}

std::optional<std::optional<std::string>> ArgReader::nstring()
{
    if (at('"') || at('{'))
    {
        auto text = string();
        return text ? std::optional{std::optional{std::move(*text)}} : std::nullopt;
    }
    if (_rest.size() < 3 || !equalsIgnoringCase(_rest.substr(0, 3), "NIL"))
        return std::nullopt;
    _rest.remove_prefix(3);
    return std::optional<std::string>{};
}

std::optional<std::string> ArgReader::listMailbox()
{
    if (at('"') || at('{'))
        return string();
    const auto text = run([](char c) { return isAstringChar(c) || c == '%' || c == '*'; });
    return text ? std::optional<std::string>{*text} : std::nullopt;
}

std::optional<std::uint64_t> ArgReader::number64()
{
    std::uint64_t value = 0;
    const char* const last = _rest.data() + _rest.size();
    const auto [end, error] = std::from_chars(_rest.data(), last, value);
    if (error != std::errc{})
        return std::nullopt;
    _rest.remove_prefix(static_cast<std::size_t>(end - _rest.data()));
    return value;
}

std::optional<std::uint64_t> ArgReader::modseq()
{
    const sv before = _rest;
    const auto value = number64();
    if (value && *value <= INT64_MAX)
        return value;
    _rest = before;
    return std::nullopt;
}

std::optional<std::uint32_t> ArgReader::number()
{
    const sv before = _rest;
    const auto value = number64();
    if (value && *value <= UINT32_MAX)
        return static_cast<std::uint32_t>(*value);
    _rest = before;
    return std::nullopt;
}

std::optional<sv> ArgReader::sequenceSet()
{
    if (at('$'))
    {
        const sv variable = _rest.substr(0, 1);
        _rest.remove_prefix(1);
        return variable;
    }
    return run([](char c) { return isDigit(c) || c == '*' || c == ':' || c == ','; });
}

std::optional<sv> ArgReader::flag()
{
    const sv before = _rest;
    const bool system = skip('\\');
    const auto name = atom();
    if (!name)
    {
        _rest = before;
        return std::nullopt;
    }
    return before.substr(0, name->size() + (system ? 1 : 0));
}

std::optional<std::vector<sv>> ArgReader::flagList()
{
    if (!skip('('))
        return std::nullopt;
    std::vector<sv> flags;
    while (!skip(')'))
    {
        if (!flags.empty() && !space())
            return std::nullopt;
        const auto one = flag();
        if (!one)
            return std::nullopt;
        flags.push_back(*one);
    }
    return flags;
}

/// RFC 3501 §9: only the quote and the backslash are escaped.
std::optional<std::string> ArgReader::quoted()
{
    std::string text;
    for (std::size_t i = 1; i < _rest.size(); ++i)
    {
        char c = _rest[i];
        if (c == '"')
        {
            if (_inQuotes == QuotedText::Utf8 && !text::isUtf8(text))
                return std::nullopt;
            _rest.remove_prefix(i + 1);
            return text;
        }
        if (c == '\\')
        {
            if (++i == _rest.size() || (_rest[i] != '"' && _rest[i] != '\\'))
                return std::nullopt;
            c = _rest[i];
        }
        else if (c == '\r' || c == '\n' || c == '\0')
            return std::nullopt;
        text.push_back(c);
    }
    return std::nullopt;
}

std::optional<std::string> ArgReader::literal()
{
    const std::size_t lineEnd = _rest.find("\r\n");
    if (!at('{') || lineEnd == sv::npos)
        return std::nullopt;
    const auto head = parseLiteralHead(_rest.substr(0, lineEnd));
    const sv octets = _rest.substr(lineEnd + 2);
    if (!head || head->length != lineEnd || head->size > octets.size())
        return std::nullopt;
    const sv text = octets.substr(0, static_cast<std::size_t>(head->size));
    if (text.find('\0') != sv::npos) // RFC 3501 §9: CHAR8 has no NUL
        return std::nullopt;
    _rest = octets.substr(text.size());
    return std::string{text};
}

bool ArgReader::messageLiteral()
{
    const std::size_t lineEnd = _rest.find("\r\n");
    const std::size_t start = at('~') ? 1 : 0;
    if (lineEnd == sv::npos || !_rest.substr(start).starts_with('{') ||
        !parseLiteralHead(_rest.substr(0, lineEnd)))
        return false;
    _rest.remove_prefix(lineEnd + 2);
    return true;
}

} // namespace kc::imap
