// SPDX-License-Identifier: Apache-2.0
// Reads a cfg file and what it includes: the grammar of the manual's programs, nothing of what the
// names mean. Total and bounded: lines of 4096 octets, values of 1023, files of 1 MiB, 1000
// files.
#pragma once

#include <kc/descriptor/Assignment.h>
#include <kc/descriptor/Problems.h>

#include <kc/status.hpp>

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace kc::descriptor
{

class ConfigReader
{
public:
    static constexpr std::size_t kLineLimit = 4096;
    static constexpr std::size_t kFileLimit = 1024 * 1024;
    static constexpr std::size_t kFileCountLimit = 1000;

    explicit ConfigReader(Problems& problems) : _problems{problems} {}

    /// All assignments in reading order; an included file's stand where its line stands. Nothing if
    /// the file is not there; everything else that is wrong goes to the problems.
    std::optional<std::vector<Assignment>> read(const std::string& path);

    /// The same of a text that was read already; `!include` is resolved against `path`'s directory.
    std::vector<Assignment> readText(std::string text, const std::string& path);

private:
    /// A file that is being read; those that include it are below it on the stack.
    struct Source
    {
        std::string path;    // for includes
        std::string display; // for messages
        std::string text;
        bool isMap = false; // the lines are entries of a property map
        std::size_t next = 0;
        std::uint32_t line = 0;
    };

    void push(Source source);
    void readLine(Source& source, sv line);
    void readAssignment(const Source& source, const Place& place, sv line);
    bool isBeingRead(const std::string& path) const;
    void directive(const Source& source, const Place& place, sv line);
    void include(const Source& source, const Place& place, sv word, const std::string& name);

    Problems& _problems;
    std::vector<Source> _stack;
    std::optional<Source> _included; // found by the line under way, pushed after it
    std::set<std::string> _seen;
    std::vector<Assignment> _found;
};

} // namespace kc::descriptor
