// SPDX-License-Identifier: Apache-2.0
#include "RequestHead.h"

#include <algorithm>
#include <charconv>

namespace kc::httpd
{

namespace
{

constexpr std::size_t kMaxFields = 256;
constexpr std::size_t kMaxMethod = 32;

constexpr Refusal bad(sv reason)
{
    return {400, reason};
}

constexpr bool isAlphanumeric(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

constexpr char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// RFC 9110 §5.5: visible octets, blanks and obs-text; CR, LF, NUL and other controls are an attack.
constexpr bool isFieldOctet(char c)
{
    const auto octet = static_cast<unsigned char>(c);
    return octet == '\t' || (octet >= ' ' && octet != 0x7F);
}

constexpr bool isTargetOctet(char c)
{
    return c > ' ' && c < 0x7F;
}

constexpr bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

} // namespace

bool isToken(sv text)
{
    constexpr sv kMarks = "!#$%&'*+-.^_`|~";
    return !text.empty() &&
           std::all_of(text.begin(), text.end(),
                       [&](char c) { return isAlphanumeric(c) || kMarks.find(c) != sv::npos; });
}

bool isAuthority(sv text)
{
    constexpr sv kMarks = "-._~:[]";
    return text.size() <= 255 &&
           std::all_of(text.begin(), text.end(),
                       [&](char c) { return isAlphanumeric(c) || kMarks.find(c) != sv::npos; });
}

bool equalsIgnoringCase(sv text, sv lowerCase)
{
    return std::equal(text.begin(), text.end(), lowerCase.begin(), lowerCase.end(),
                      [](char a, char b) { return lower(a) == b; });
}

sv trimmed(sv text)
{
    constexpr sv kBlanks = " \t";
    const std::size_t begin = text.find_first_not_of(kBlanks);
    if (begin == sv::npos)
        return {};
    return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

std::optional<sv> RequestHead::find(sv lowerCaseName) const
{
    for (const Field& field : fields)
        if (field.name == lowerCaseName)
            return sv{field.value};
    return std::nullopt;
}

std::size_t RequestHead::count(sv lowerCaseName) const
{
    return static_cast<std::size_t>(std::count_if(fields.begin(), fields.end(),
                                                  [&](const Field& field)
                                                  { return field.name == lowerCaseName; }));
}

bool RequestHead::hasBody() const
{
    return isChunked || contentLength > 0;
}

Judgement RequestHead::requestLine(sv line)
{
    // RFC 9112 §3: single spaces; the lenient reading of §3 by whitespace is not done here.
    const std::size_t first = line.find(' ');
    const std::size_t second = first == sv::npos ? sv::npos : line.find(' ', first + 1);
    if (second == sv::npos)
        return bad("request line");
    const sv name = line.substr(0, first);
    const sv wanted = line.substr(first + 1, second - first - 1);
    const sv version = line.substr(second + 1);
    if (!isToken(name) || wanted.empty() ||
        !std::all_of(wanted.begin(), wanted.end(), isTargetOctet))
        return bad("request line");
    if (version.size() != 8 || !version.starts_with("HTTP/") || !isDigit(version[5]) ||
        version[6] != '.' || !isDigit(version[7]))
        return bad("protocol version");
    if (version[5] != '1')
        return Refusal{505, "only HTTP/1.0 and HTTP/1.1"};
    if (name.size() > kMaxMethod)
        return Refusal{501, "unknown method"};
    method = name;
    target = wanted;
    minorVersion = version[7] == '0' ? 0 : 1;
    return std::nullopt;
}

Judgement RequestHead::fieldLine(sv line)
{
    if (fields.size() == kMaxFields)
        return Refusal{431, "too many header fields"};
    // RFC 9112 §5.2: folding is obsolete, and read differently by different servers.
    if (line.front() == ' ' || line.front() == '\t')
        return bad("folded header field");
    const std::size_t colon = line.find(':');
    if (colon == sv::npos || !isToken(line.substr(0, colon)))
        return bad("header field"); // RFC 9112 §5.1: also a blank before the colon
    const sv value = trimmed(line.substr(colon + 1));
    if (!std::all_of(value.begin(), value.end(), isFieldOctet))
        return bad("header field value");
    Field field{std::string{line.substr(0, colon)}, std::string{value}};
    std::transform(field.name.begin(), field.name.end(), field.name.begin(), lower);
    fields.push_back(std::move(field));
    return std::nullopt;
}

Judgement RequestHead::finish()
{
    if (const Judgement refused = readFraming())
        return refused;
    if (const Judgement refused = readHost())
        return refused;
    if (const Judgement refused = readExpectation())
        return refused;
    readPersistence();
    return std::nullopt;
}

Judgement RequestHead::readFraming()
{
    const std::size_t lengths = count("content-length");
    const std::size_t codings = count("transfer-encoding");
    // RFC 9112 §6.1, §6.3: both, or one twice, is how requests are smuggled.
    if (lengths + codings > 1)
        return bad("more than one length of the body");
    if (codings == 1)
    {
        if (minorVersion == 0)
            return bad("Transfer-Encoding in HTTP/1.0");
        if (!equalsIgnoringCase(*find("transfer-encoding"), "chunked"))
            return Refusal{501, "unknown transfer coding"};
        isChunked = true;
    }
    if (lengths == 1)
    {
        const sv text = *find("content-length");
        if (text.empty() || !std::all_of(text.begin(), text.end(), isDigit))
            return bad("Content-Length");
        const auto [end, failed] =
            std::from_chars(text.data(), text.data() + text.size(), contentLength);
        if (failed != std::errc{} || end != text.data() + text.size())
            return bad("Content-Length");
    }
    return std::nullopt;
}

Judgement RequestHead::readHost() const
{
    // RFC 9112 §3.2: exactly one in HTTP/1.1; an older client may leave it out.
    const std::size_t hosts = count("host");
    if (hosts > 1 || (hosts == 0 && minorVersion > 0))
        return bad("Host");
    if (hosts == 1 && !isAuthority(*find("host")))
        return bad("Host");
    return std::nullopt;
}

Judgement RequestHead::readExpectation()
{
    const auto expectation = find("expect");
    if (!expectation || minorVersion == 0)
        return std::nullopt;
    if (!equalsIgnoringCase(*expectation, "100-continue"))
        return Refusal{417, "unknown expectation"};
    expectsContinue = true;
    return std::nullopt;
}

void RequestHead::readPersistence()
{
    // RFC 9112 §9.3.
    bool mustClose = false;
    bool mayStay = minorVersion > 0;
    for (const Field& field : fields)
    {
        if (field.name != "connection")
            continue;
        eachListItem(field.value,
                     [&](sv option)
                     {
                         mustClose |= equalsIgnoringCase(option, "close");
                         mayStay |= equalsIgnoringCase(option, "keep-alive");
                     });
    }
    persistence = mayStay && !mustClose ? Persistence::KeepAlive : Persistence::Close;
}

} // namespace kc::httpd
