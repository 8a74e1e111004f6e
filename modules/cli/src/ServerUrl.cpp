// SPDX-License-Identifier: Apache-2.0
#include "ServerUrl.h"

#include "Failure.h"

#include <algorithm>
#include <charconv>

namespace kc::cli
{

namespace
{

constexpr std::uint16_t kTlsPort = 237;
constexpr sv kDefaultSocket = "/var/run/kopano/server.sock";

[[noreturn]] void refuse(const std::string& text)
{
    throw Failure{"'" + text +
                  "' is no server socket: file:///path, http://host:port/ or "
                  "https://host:port/ is"};
}

std::uint16_t parsePort(sv digits, const std::string& text)
{
    std::uint16_t port = 0;
    const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    if (failed != std::errc{} || end != digits.data() + digits.size() || port == 0)
        refuse(text);
    return port;
}

} // namespace

std::string ServerUrl::authority() const
{
    if (isUnix())
        return "localhost";
    const bool isV6 = host.find(':') != std::string::npos;
    return (isV6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

ServerUrl ServerUrl::parse(const std::string& text)
{
    ServerUrl url;
    url.text = text;
    sv rest = text;
    if (rest == "default:" || rest.empty())
    {
        url.text = "file://" + std::string{kDefaultSocket};
        url.path = kDefaultSocket;
        return url;
    }
    if (rest.starts_with("file:///") || rest.starts_with("/"))
    {
        url.path = rest.starts_with("/") ? rest : rest.substr(sv{"file://"}.size());
        return url;
    }
    url.isTls = rest.starts_with("https://");
    if (!url.isTls && !rest.starts_with("http://"))
        refuse(text);
    url.port = url.isTls ? kTlsPort : url.port;
    rest.remove_prefix(sv{url.isTls ? "https://" : "http://"}.size());
    const std::size_t slash = std::min(rest.find('/'), rest.size());
    sv authority = rest.substr(0, slash);
    url.prefix = rest.substr(slash);
    while (url.prefix.ends_with('/'))
        url.prefix.pop_back();
    const std::size_t bracket = authority.starts_with('[') ? authority.find(']') : 0;
    if (bracket == sv::npos || url.prefix.find_first_of(" ?#") != std::string::npos)
        refuse(text);
    const std::size_t colon = authority.find(':', bracket);
    if (colon != sv::npos)
        url.port = parsePort(authority.substr(colon + 1), text);
    authority = authority.substr(0, colon);
    url.host = bracket > 0 ? authority.substr(1, bracket - 1) : authority;
    if (url.host.empty() || url.host.find_first_of("@ ") != std::string::npos)
        refuse(text);
    return url;
}

} // namespace kc::cli
