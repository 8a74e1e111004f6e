// SPDX-License-Identifier: Apache-2.0
#include "Target.h"

#include "RequestHead.h"

#include <charconv>

namespace kc::httpd
{

namespace
{

constexpr sv kScheme = "http://";

// A path that means another one is refused, not resolved: what stands in front may have resolved
// it differently (RFC 3986 §6.2.2.3).
bool climbs(sv path)
{
    while (!path.empty())
    {
        path.remove_prefix(1); // the "/"
        const sv segment = path.substr(0, path.find('/'));
        if (segment == "." || segment == "..")
            return true;
        path.remove_prefix(segment.size());
    }
    return false;
}

} // namespace

std::optional<Target> parseTarget(sv text)
{
    Target target;
    if (text == "*")
    {
        target.path = "*";
        return target;
    }
    if (text.size() > kScheme.size() && equalsIgnoringCase(text.substr(0, kScheme.size()), kScheme))
    {
        text.remove_prefix(kScheme.size());
        target.authority = text.substr(0, text.find_first_of("/?"));
        if (target.authority.empty() || !isAuthority(target.authority))
            return std::nullopt;
        text.remove_prefix(target.authority.size());
    }
    const std::size_t mark = text.find('?');
    const sv path = text.substr(0, mark);
    if (mark != sv::npos)
        target.query = text.substr(mark + 1);
    target.path = path.empty() && !target.authority.empty() ? sv{"/"} : path;
    if (!target.path.starts_with('/') || target.path.find_first_of("#\\") != std::string::npos)
        return std::nullopt;
    const auto decoded = decodePath(target.path);
    if (!decoded || climbs(*decoded))
        return std::nullopt;
    return target;
}

std::optional<std::string> decodePath(sv encoded)
{
    std::string decoded;
    decoded.reserve(encoded.size());
    for (std::size_t i = 0; i < encoded.size(); ++i)
    {
        if (encoded[i] != '%')
        {
            decoded.push_back(encoded[i]);
            continue;
        }
        const sv digits = encoded.substr(i + 1, 2);
        unsigned octet = 0;
        const auto [end, failed] =
            std::from_chars(digits.data(), digits.data() + digits.size(), octet, 16);
        if (digits.size() != 2 || failed != std::errc{} || end != digits.data() + 2 || octet == 0)
            return std::nullopt;
        decoded.push_back(static_cast<char>(octet));
        i += 2;
    }
    return decoded;
}

} // namespace kc::httpd
