// SPDX-License-Identifier: Apache-2.0
#include "UrlText.h"

#include <algorithm>
#include <charconv>

namespace kc::jmap
{

namespace
{

bool isAlphanumeric(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool isTokenOctet(char c)
{
    return isAlphanumeric(c) || sv{"!#$%&'*+-.^_`|~"}.find(c) != sv::npos;
}

bool isToken(sv text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), isTokenOctet);
}

std::optional<std::string> decode(sv encoded)
{
    std::string decoded;
    for (std::size_t i = 0; i < encoded.size(); ++i)
    {
        if (encoded[i] != '%')
        {
            decoded.push_back(encoded[i]);
            continue;
        }
        const sv digits = encoded.substr(i + 1, 2);
        unsigned octet = 0;
        const char* const end = digits.data() + digits.size();
        const auto [last, failed] = std::from_chars(digits.data(), end, octet, 16);
        if (digits.size() != 2 || failed != std::errc{} || last != end)
            return std::nullopt;
        decoded.push_back(static_cast<char>(octet));
        i += 2;
    }
    return decoded;
}

} // namespace

std::optional<std::string> queryVariable(sv query, sv name)
{
    while (!query.empty())
    {
        const std::size_t end = std::min(query.find('&'), query.size());
        const sv pair = query.substr(0, end);
        query.remove_prefix(std::min(end + 1, query.size()));
        const std::size_t equals = pair.find('=');
        if (equals != sv::npos && pair.substr(0, equals) == name)
            return decode(pair.substr(equals + 1));
    }
    return std::nullopt;
}

bool isMediaType(sv text)
{
    const sv essence = text.substr(0, text.find(';'));
    const std::size_t slash = essence.find('/');
    const auto isPrintable = [](char c) { return c >= ' ' && c < 0x7F; };
    return slash != sv::npos && isToken(essence.substr(0, slash)) &&
           isToken(essence.substr(slash + 1)) && std::all_of(text.begin(), text.end(), isPrintable);
}

std::string attachmentNamed(sv name)
{
    constexpr sv kDigits = "0123456789ABCDEF";
    std::string plain;
    std::string extended;
    for (const char c : name)
    {
        const auto octet = static_cast<unsigned char>(c);
        plain += octet >= ' ' && octet < 0x7F && c != '"' && c != '\\' && c != '%' ? c : '_';
        if (isAlphanumeric(c) || sv{"-._~"}.find(c) != sv::npos)
            extended += c;
        else
            extended.append({'%', kDigits[octet >> 4], kDigits[octet & 15]});
    }
    std::string field = "attachment; filename=\"" + plain + "\"";
    if (extended != plain)
        field += "; filename*=UTF-8''" + extended;
    return field;
}

} // namespace kc::jmap
