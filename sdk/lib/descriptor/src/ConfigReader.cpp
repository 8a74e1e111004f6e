// SPDX-License-Identifier: Apache-2.0
#include <kc/descriptor/ConfigReader.h>

#include <kc/descriptor/OptionSchema.h>
#include <kc/descriptor/Words.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

namespace kc::descriptor
{
namespace
{

constexpr sv kByteOrderMark = "\xef\xbb\xbf";

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
        _problems.error(path + ": cannot be read: " + std::strerror(errno) +
                        "; it must be a file that this user may read");
        return std::vector<Assignment>{};
    }
    return readText(std::move(*text), path);
}

std::vector<Assignment> ConfigReader::readText(std::string text, const std::string& path)
{
    _found.clear();
    _seen.clear();
    push({path, std::filesystem::path{path}.filename(), std::move(text)});
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
            push(std::move(*_included));
        _included.reset();
    }
    return std::move(_found);
}

void ConfigReader::push(Source source)
{
    if (source.text.size() > kFileLimit)
        return _problems.error(source.display + ": longer than " + std::to_string(kFileLimit) +
                               " bytes; is this a configuration file?");
    if (source.text.starts_with(kByteOrderMark))
    {
        source.next = kByteOrderMark.size();
        _problems.warning(source.display +
                          ":1: the file begins with a byte order mark; save it without one");
    }
    _seen.insert(realPath(source.path));
    _stack.push_back(std::move(source));
}

void ConfigReader::readLine(Source& source, sv line)
{
    const Place place{source.display, source.line};
    // Only column 1 counts: "  # x = y" is an (unknown) option, as in the manual's programs.
    if (line.starts_with('#'))
        return;
    if (line.find('\0') != sv::npos)
    {
        source.next = source.text.size();
        return _problems.error(place.text() + ": this is no text, it has a NUL in it; nothing from "
                                              "here on is read");
    }
    if (line.size() > kLineLimit)
        return _problems.error(place.text() + ": line longer than " + std::to_string(kLineLimit) +
                               " bytes; shorten it");
    line = trim(line);
    if (line.empty())
        return;
    if (line.starts_with('!'))
        return directive(source, place, line.substr(1));
    readAssignment(source, place, line);
}

void ConfigReader::readAssignment(const Source& source, const Place& place, sv line)
{
    const std::size_t equals = line.find('=');
    if (equals == sv::npos)
        return _problems.warning(place.text() + ": no '=' in this line, it is ignored; write name "
                                                "= value, or # in the first column for a comment");
    const std::string name{trim(line.substr(0, equals))};
    const std::string value{trim(line.substr(equals + 1))};
    if (name.empty())
        return _problems.error(place.text() + ": no option name before '='; write name = value");
    if (!textFault(name).empty())
        return _problems.error(place.text() + ": the option name is " + textFault(name));
    if (const std::string fault = textFault(value); !fault.empty())
        return _problems.error(place.text() + ": " + shownName(name) + ": the value is " + fault);
    _found.push_back({name, value, place, Origin::File,
                      source.isMap ? Assignment::Kind::MapEntry : Assignment::Kind::Option});
}

void ConfigReader::directive(const Source& source, const Place& place, sv line)
{
    const sv word = line.substr(0, line.find_first_of(kBlanks));
    const std::string name{trim(line.substr(word.size()))};
    if (word != "include" && word != "propmap")
        return _problems.warning(place.text() + ": unknown directive, it is ignored; there are "
                                                "!include FILE and !propmap FILE");
    if (name.empty() || !textFault(name).empty())
        return _problems.error(place.text() + ": !" + std::string{word} +
                               " names no file; write !" + std::string{word} + " FILE");
    include(source, place, word, name);
}

bool ConfigReader::isBeingRead(const std::string& path) const
{
    return std::any_of(_stack.begin(), _stack.end(),
                       [&](const Source& each) { return realPath(each.path) == path; });
}

void ConfigReader::include(const Source& source, const Place& place, sv word,
                           const std::string& name)
{
    const bool isMap = word == "propmap";
    // operator/ takes the right side alone when that is absolute.
    const std::string path = (std::filesystem::path{source.path}.parent_path() / name).string();
    const std::string real = realPath(path);
    if (isMap)
        _found.push_back({"!propmap", real, place, Origin::File, Assignment::Kind::Map});
    if (isBeingRead(real))
        return _problems.warning(place.text() + ": " + name +
                                 " includes itself in a circle; it is read once, remove this line");
    if (_seen.contains(real))
        return;
    if (_seen.size() >= kFileCountLimit)
        return _problems.error(place.text() + ": more than " + std::to_string(kFileCountLimit) +
                               " files are included; use fewer");
    auto text = readFile(path);
    if (!text)
        return _problems.error(place.text() + ": cannot include " + name + ": " +
                               std::strerror(errno) + "; mend the name or remove the line");
    _included = Source{path, name, std::move(*text), source.isMap || isMap};
}

} // namespace kc::descriptor
