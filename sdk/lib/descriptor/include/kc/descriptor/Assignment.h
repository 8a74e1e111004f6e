// SPDX-License-Identifier: Apache-2.0
// One line of a cfg file or the command line that gives something a value, and where it stands.
#pragma once

#include <cstdint>
#include <string>

namespace kc::descriptor
{

/// Longest value of an option, in octets.
inline constexpr std::size_t kValueLimit = 1023;

/// Where a value comes from; no file means: the default.
struct Place
{
    std::string file;
    std::uint32_t line = 0;

    /// "server.cfg:14", "command line", "default".
    std::string text() const
    {
        if (file.empty())
            return "default";
        return line == 0 ? file : file + ":" + std::to_string(line);
    }
};

/// What SIGHUP may do to it: a value of the command line stays.
enum class Origin : bool
{
    File,
    CommandLine
};

struct Assignment
{
    enum class Kind : std::uint8_t
    {
        Option,
        Map,     // `!propmap FILE`: the value is the file's path
        MapEntry // a line of such a file
    };

    std::string name;
    std::string value;
    Place place;
    Origin origin = Origin::File;
    Kind kind = Kind::Option;
};

} // namespace kc::descriptor
