// SPDX-License-Identifier: Apache-2.0
// What a module can find wrong with its options before it starts: for check(). Each throws a Fault
// that names file, line, cause and remedy. Nothing is opened, bound or asked of the network.
#pragma once

#include <kc/config.hpp>

#include <arpa/inet.h>
#include <charconv>
#include <cstdint>
#include <filesystem>
#include <string>
#include <sys/un.h>

namespace kc::inline sdk1
{

/// An address of a *_listen option, taken apart: "host:port", "[v6]:port", "*:port",
/// "*%device:port" or "unix:/path".
struct ListenText
{
    std::string host; // without brackets; "*" is any
    std::string device;
    std::uint16_t port = 0;
    std::string path; // of a UNIX socket; all else is empty then

    /// Throws Fault with what is wrong.
    static ListenText parse(sv text)
    {
        ListenText parts;
        if (text.starts_with("unix:"))
        {
            parts.path = text.substr(5);
            if (!parts.path.starts_with('/') || parts.path.size() >= sizeof(sockaddr_un::sun_path))
                throw Fault{KC_EINVAL,
                            "the socket's path must be absolute and shorter than 108 bytes"};
            return parts;
        }
        const std::size_t colon = text.rfind(':');
        if (colon == sv::npos)
            refuse("no port");
        parts.takePort(text.substr(colon + 1));
        parts.takeHost(text.substr(0, colon));
        return parts;
    }

private:
    [[noreturn]] static void refuse(const std::string& what)
    {
        throw Fault{KC_EINVAL, what + ": use host:port, [v6]:port, *:port or unix:/path"};
    }

    void takePort(sv text)
    {
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
        if (error == std::errc::result_out_of_range)
            refuse("port " + std::string{text} + " is above 65535");
        if (error != std::errc{} || end != text.data() + text.size())
            refuse("'" + std::string{text} + "' is no port");
    }

    void takeHost(sv text)
    {
        in6_addr ignored{};
        const bool isBracketed = text.starts_with('[') && text.ends_with(']');
        const std::size_t percent = isBracketed ? sv::npos : text.find('%');
        if (percent != sv::npos)
            device = text.substr(percent + 1);
        host = isBracketed ? text.substr(1, text.size() - 2) : text.substr(0, percent);
        if (isBracketed && inet_pton(AF_INET6, host.c_str(), &ignored) != 1)
            refuse("'" + host + "' is no IPv6 address");
        if (host.empty() || (!isBracketed && host.find(':') != sv::npos))
            refuse("no host");
    }
};

/// Each word of the option is an address to listen on; `prefix` stands before each ("unix:").
inline void checkListen(const Config& config, const char* option, sv prefix = {})
{
    for (const sv word : config.list(option))
        try
        {
            (void)ListenText::parse(std::string{prefix}.append(word));
        }
        catch (const Fault& fault)
        {
            throw Fault{KC_EINVAL,
                        config.where(option) + " = " + std::string{word} + ": " + fault.what()};
        }
}

/// The option names a directory that is there.
inline void checkDirectory(const Config& config, const char* option)
{
    const std::string path{config.str(option)};
    std::error_code error;
    if (!std::filesystem::is_directory(path, error))
        throw Fault{KC_EINVAL, config.where(option) + " = " + path +
                                   ": no such directory; create it or name another"};
}

} // namespace kc::inline sdk1
