// SPDX-License-Identifier: Apache-2.0
#include "CommandLine.h"

#include <kc/descriptor/Words.h>

#include <algorithm>
#include <charconv>

namespace kc::lmtp
{

namespace
{

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool isAlphanumeric(char c)
{
    return (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z');
}

bool isPrintable(char c)
{
    return c > ' ' && c <= '~';
}

sv trim(sv text)
{
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    return text.substr(0, text.find_last_not_of(' ') + 1);
}

/// Octets of the character above ASCII at the front (RFC 6531 §3.3); 0 if there is none.
std::size_t wideLength(sv text)
{
    return static_cast<unsigned char>(text.front()) < 0x80 ? 0 : descriptor::utf8Length(text);
}

/// Octets at the front that fit: of ASCII those that `fits`, above it characters of UTF-8.
template <class Fits>
std::size_t runLength(sv text, Fits&& fits)
{
    std::size_t length = 0;
    while (length < text.size())
    {
        const std::size_t wide = wideLength(text.substr(length));
        if (wide == 0 && !fits(text[length]))
            break;
        length += std::max<std::size_t>(wide, 1);
    }
    return length;
}

/// Octets of the local part at the front; 0 if there is none. Wider than the RFC's dot-string: any
/// dots, and the backslash of a login like tenant\user.
std::size_t localPartLength(sv text)
{
    if (!text.starts_with('"'))
        return runLength(text, [](char c)
                         { return isPrintable(c) && sv{"<>()[],;:\"@"}.find(c) == sv::npos; });
    for (std::size_t i = 1; i < text.size(); ++i)
    {
        if (text[i] == '"')
            return i + 1;
        if (text[i] == '\\')
            ++i;
        const std::size_t wide = i < text.size() ? wideLength(text.substr(i)) : 0;
        if (i < text.size() && wide == 0 && !isPrintable(text[i]) && text[i] != ' ')
            return 0;
        i += wide > 0 ? wide - 1 : 0;
    }
    return 0;
}

/// Octets of the domain or address literal at the front; 0 if there is none.
std::size_t domainLength(sv text)
{
    const bool isLiteral = text.starts_with('[');
    const auto isInside = [isLiteral](char c)
    { return isAlphanumeric(c) || c == '.' || c == '-' || c == '_' || (isLiteral && c == ':'); };
    if (!isLiteral)
        return runLength(text, isInside);
    const std::size_t length = runLength(text.substr(1), isInside) + 1;
    return length > 1 && length < text.size() && text[length] == ']' ? length + 1 : 0;
}

/// RFC 5321 §4.1.1.3: a source route is accepted and ignored. False if it is not one.
bool skipRoute(sv& text)
{
    if (!text.starts_with('@'))
        return true;
    const auto isInside = [](char c)
    { return isAlphanumeric(c) || sv{"@,.-_[]"}.find(c) != sv::npos; };
    const auto end = std::find_if_not(text.begin(), text.end(), isInside);
    if (end == text.end() || *end != ':')
        return false;
    text.remove_prefix(static_cast<std::size_t>(end - text.begin()) + 1);
    return true;
}

/// Octets of local-part[@domain]; 0 if it is none.
std::size_t mailboxLength(sv text)
{
    const std::size_t local = localPartLength(text);
    if (local == 0 || local == text.size() || text[local] != '@')
        return local;
    const std::size_t domain = domainLength(text.substr(local + 1));
    return domain == 0 ? 0 : local + 1 + domain;
}

/// Calls `visit(key, value)` for each parameter until it answers something else than None.
template <class Visit>
ParameterError eachParameter(sv text, Visit&& visit)
{
    while (true)
    {
        text = trim(text);
        if (text.empty())
            return ParameterError::None;
        const sv word = text.substr(0, text.find(' '));
        text.remove_prefix(word.size());
        const std::size_t equals = std::min(word.find('='), word.size());
        const sv key = word.substr(0, equals);
        const sv value = word.substr(std::min(equals + 1, word.size()));
        const bool isKey =
            !key.empty() && std::all_of(key.begin(), key.end(),
                                        [](char c) { return isAlphanumeric(c) || c == '-'; });
        const bool isValue = equals == word.size() || !value.empty();
        if (!isKey || !isValue || !std::all_of(value.begin(), value.end(), isPrintable))
            return ParameterError::Syntax;
        const ParameterError error = visit(key, value);
        if (error != ParameterError::None)
            return error;
    }
}

} // namespace

bool equalsIgnoringCase(sv a, sv b)
{
    return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(),
                                              [](char x, char y) { return lower(x) == lower(y); });
}

std::optional<Command> parseCommand(sv line)
{
    const auto isControl = [](char c)
    { return static_cast<unsigned char>(c) < ' ' || c == '\x7F'; };
    if (std::any_of(line.begin(), line.end(), isControl))
        return std::nullopt;
    const sv verb = line.substr(0, line.find(' '));
    return Command{verb, trim(line.substr(verb.size()))};
}

std::optional<PathArgument> parsePath(sv argument, sv keyword)
{
    if (!equalsIgnoringCase(argument.substr(0, keyword.size()), keyword))
        return std::nullopt;
    sv text = trim(argument.substr(keyword.size()));
    if (!text.starts_with('<'))
        return std::nullopt;
    text.remove_prefix(1);
    std::size_t length = 0;
    if (!text.starts_with('>'))
    {
        if (!skipRoute(text))
            return std::nullopt;
        length = mailboxLength(text);
        if (length == 0 || length > kMaxPathOctets)
            return std::nullopt;
    }
    const sv after = text.substr(length);
    if (!after.starts_with('>') || (after.size() > 1 && after[1] != ' '))
        return std::nullopt;
    return PathArgument{text.substr(0, length), after.substr(1)};
}

std::string lookUpName(sv mailbox)
{
    if (!mailbox.starts_with('"'))
        return std::string{mailbox};
    const std::size_t local = localPartLength(mailbox);
    std::string name;
    for (std::size_t i = 1; i + 1 < local; ++i)
    {
        if (mailbox[i] == '\\')
            ++i;
        name += mailbox[i];
    }
    name += mailbox.substr(local);
    return name;
}

bool isHostName(sv text)
{
    return !text.empty() && text.size() <= kMaxHostOctets &&
           std::all_of(text.begin(), text.end(),
                       [](char c)
                       { return isPrintable(c) && sv{"<>()\"\\;,@"}.find(c) == sv::npos; });
}

namespace
{

/// SIZE (RFC 1870), BODY (RFC 6152, RFC 3030 §3), SMTPUTF8 (RFC 6531 §3.4), each at most once.
ParameterError readMailParameter(sv key, sv value, MailParameters& out)
{
    if (equalsIgnoringCase(key, "SIZE"))
    {
        std::uint64_t size = 0;
        const char* const last = value.data() + value.size();
        const auto [end, failed] = std::from_chars(value.data(), last, size);
        if (out.size || failed != std::errc{} || end != last)
            return ParameterError::Syntax;
        out.size = size;
        return ParameterError::None;
    }
    if (equalsIgnoringCase(key, "SMTPUTF8"))
    {
        if (out.isUtf8 || !value.empty())
            return ParameterError::Syntax;
        out.isUtf8 = true;
        return ParameterError::None;
    }
    if (!equalsIgnoringCase(key, "BODY"))
        return ParameterError::Unknown;
    out.isBinary = equalsIgnoringCase(value, "BINARYMIME");
    const bool isKnown =
        out.isBinary || equalsIgnoringCase(value, "7BIT") || equalsIgnoringCase(value, "8BITMIME");
    if (out.hasBody || !isKnown)
        return ParameterError::Syntax;
    out.hasBody = true;
    return ParameterError::None;
}

} // namespace

ParameterError parseMailParameters(sv text, MailParameters& out)
{
    return eachParameter(text,
                         [&](sv key, sv value) { return readMailParameter(key, value, out); });
}

ParameterError parseRcptParameters(sv text)
{
    return eachParameter(text, [](sv, sv) { return ParameterError::Unknown; });
}

std::optional<ChunkArgument> parseChunk(sv argument)
{
    const sv number = argument.substr(0, argument.find(' '));
    const sv rest = trim(argument.substr(number.size()));
    ChunkArgument chunk;
    const char* const last = number.data() + number.size();
    const auto [end, failed] = std::from_chars(number.data(), last, chunk.octets);
    if (number.empty() || failed != std::errc{} || end != last)
        return std::nullopt;
    chunk.isLast = equalsIgnoringCase(rest, "LAST");
    chunk.isWellFormed = chunk.isLast || rest.empty();
    return chunk;
}

bool isAscii(sv text)
{
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

DetailName splitDetail(sv name, sv delimiter)
{
    const std::size_t at = std::min(name.rfind('@'), name.size());
    const std::size_t begin =
        delimiter.empty() ? sv::npos : name.substr(0, at).find_first_of(delimiter);
    if (begin == sv::npos || begin == 0)
        return {};
    return {std::string{name.substr(0, begin)}.append(name.substr(at)),
            std::string{name.substr(begin + 1, at - begin - 1)}};
}

} // namespace kc::lmtp
