// SPDX-License-Identifier: Apache-2.0
#include "ConfigReader.h"

#include <kc/descriptor/Words.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

namespace kc::kernel
{
namespace
{

/// The file's text; nothing, with errno set, when it cannot be read.
std::optional<std::string> readFile(const std::string& path)
{
    std::error_code ignored;
    if (std::filesystem::is_directory(path, ignored))
    {
        errno = EISDIR;
        return std::nullopt;
    }
    errno = 0;
    std::ifstream file{path, std::ios::binary};
    if (!file)
        return std::nullopt;
    std::string text(ConfigReader::kFileLimit + 1, '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(file.gcount()));
    return text;
}

std::string realPath(const std::string& path)
{
    std::error_code error;
    const auto real = std::filesystem::canonical(path, error);
    return error ? path : real.string();
}

} // namespace

std::optional<std::vector<Assignment>> ConfigReader::read(const std::string& path)
{
    auto text = readFile(path);
    if (!text && errno == ENOENT)
        return std::nullopt;
    if (!text)
    {
        _problems.error(path + ": cannot be read: " + std::strerror(errno));
        return std::vector<Assignment>{};
    }
    return readText(std::move(*text), path);
}

std::vector<Assignment> ConfigReader::readText(std::string text, const std::string& path)
{
    _found.clear();
    _seen.clear();
    push(path, std::filesystem::path{path}.filename(), std::move(text));
    while (!_stack.empty())
    {
        Source& source = _stack.back();
        if (source.next >= source.text.size())
        {
            _stack.pop_back();
            continue;
        }
        const std::size_t end = std::min(source.text.find('\n', source.next), source.text.size());
        const sv line = sv{source.text}.substr(source.next, end - source.next);
        source.next = end + 1;
        ++source.line;
        readLine(source, line);
        if (_included)
            push(std::move(_included->path), std::move(_included->display),
                 std::move(_included->text));
        _included.reset();
    }
    return std::move(_found);
}

void ConfigReader::push(std::string path, std::string display, std::string text)
{
    if (text.size() > kFileLimit)
    {
        _problems.error(display + ": longer than " + std::to_string(kFileLimit) + " bytes");
        return;
    }
    _seen.insert(realPath(path));
    _stack.push_back({std::move(path), std::move(display), std::move(text)});
}

void ConfigReader::readLine(Source& source, sv line)
{
    const Place place{source.display, source.line};
    // Only column 1 counts: "  # x = y" is an (unknown) option, as in the manual's programs.
    if (line.starts_with('#'))
        return;
    if (line.size() > kLineLimit)
        return _problems.error(place.text() + ": line longer than " + std::to_string(kLineLimit) +
                               " bytes");
    if (line.find('\0') != sv::npos)
        return _problems.error(place.text() + ": line contains a NUL");
    line = trim(line);
    if (line.empty())
        return;
    if (line.starts_with('!'))
        return include(source, place, line.substr(1));
    readAssignment(place, line);
}

void ConfigReader::readAssignment(const Place& place, sv line)
{
    const std::size_t equals = line.find('=');
    if (equals == sv::npos)
        return _problems.warning(place.text() + ": no '=' in this line, it is ignored");
    const sv name = trim(line.substr(0, equals));
    const sv value = trim(line.substr(equals + 1));
    if (name.empty())
        return _problems.error(place.text() + ": no option name before '='");
    if (value.size() > kValueLimit)
        return _problems.error(place.text() + ": value of " + std::string{name} +
                               " is longer than " + std::to_string(kValueLimit) + " bytes");
    _found.push_back({std::string{name}, std::string{value}, place, Origin::File});
}

void ConfigReader::include(const Source& source, const Place& place, sv directive)
{
    const sv word = directive.substr(0, directive.find_first_of(kBlanks));
    const std::string name{trim(directive.substr(word.size()))};
    if (word != "include")
        return _problems.warning(place.text() + ": unknown directive !" + std::string{word} +
                                 ", it is ignored");
    if (name.empty())
        return _problems.error(place.text() + ": !include names no file");
    // operator/ takes the right side alone when that is absolute.
    const std::string path = (std::filesystem::path{source.path}.parent_path() / name).string();
    if (_seen.contains(realPath(path)))
        return;
    if (_seen.size() >= kFileCountLimit)
        return _problems.error(place.text() + ": more than " + std::to_string(kFileCountLimit) +
                               " files are included");
    auto text = readFile(path);
    if (!text)
        return _problems.error(place.text() + ": cannot include " + name + ": " +
                               std::strerror(errno));
    _included = Source{path, name, std::move(*text)};
}

} // namespace kc::kernel
