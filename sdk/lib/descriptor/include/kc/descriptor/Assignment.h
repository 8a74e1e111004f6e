// SPDX-License-Identifier: Apache-2.0
// One `name = value` of a file or the command line, and where it stands.
#pragma once

#include <cstdint>
#include <string>

namespace kc::descriptor
{

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
    std::string name;
    std::string value;
    Place place;
    Origin origin = Origin::File;
};

} // namespace kc::descriptor
