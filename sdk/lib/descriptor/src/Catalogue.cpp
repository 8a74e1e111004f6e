// SPDX-License-Identifier: Apache-2.0
#include <kc/descriptor/Catalogue.h>

#include <kc/descriptor/Words.h>

#include <fstream>

namespace kc::descriptor
{
namespace
{

template <class Map>
const std::vector<std::string>& listAt(const Map& map, sv key)
{
    static const std::vector<std::string> kNone;
    const auto found = map.find(key);
    return found == map.end() ? kNone : found->second;
}

} // namespace

void Catalogue::addFile(const std::string& path)
{
    std::ifstream file{path, std::ios::binary};
    if (!file)
        return;
    std::string text(kFileLimit, '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(file.gcount()));
    addText(text);
}

void Catalogue::addText(sv text)
{
    for (const std::string& line : words(text, "\n"))
        if (!line.starts_with('#'))
            addLine(words(line, "\t\r"));
}

void Catalogue::addLine(const std::vector<std::string>& fields)
{
    // Messages are all that hangs on this file: lines of another form are for a newer kernel.
    const bool option = fields.size() >= 4 && fields[0] == "option";
    const bool other = fields.size() >= 3 && (fields[0] == "answer" || fields[0] == "provides");
    if (!option && !other)
        return;
    const std::size_t module = option ? 3 : 2;
    if (option)
        _options.emplace(std::pair{fields[1], fields[2]}, fields[3]);
    else
        (fields[0] == "answer" ? _answers : _provides)[fields[1]].push_back(fields[2]);
    if (fields.size() > module + 1 && fields[module] != "-")
        _packages.emplace(fields[module], fields[module + 1]);
}

const std::string* Catalogue::moduleOf(sv program, sv option) const
{
    const auto found = _options.find(std::pair{std::string{program}, std::string{option}});
    return found == _options.end() ? nullptr : &found->second;
}

const std::vector<std::string>& Catalogue::answering(sv slotKey) const
{
    return listAt(_answers, slotKey);
}

const std::vector<std::string>& Catalogue::providing(sv iface) const
{
    return listAt(_provides, iface);
}

std::vector<std::pair<std::string, std::string>> Catalogue::keysOf(sv slot) const
{
    std::vector<std::pair<std::string, std::string>> keys;
    for (const auto& [slotKey, modules] : _answers)
        if (slotKey.starts_with(slot) && slotKey.size() > slot.size() &&
            slotKey[slot.size()] == '=')
            for (const std::string& module : modules)
                keys.emplace_back(slotKey.substr(slot.size() + 1), module);
    return keys;
}

std::vector<std::string> Catalogue::optionsOf(sv program) const
{
    std::vector<std::string> names;
    for (const auto& [key, module] : _options)
        if (key.first == program)
            names.push_back(key.second);
    return names;
}

std::vector<std::string> Catalogue::programs() const
{
    std::vector<std::string> names;
    for (const auto& [key, module] : _options)
        if (names.empty() || names.back() != key.first)
            names.push_back(key.first);
    return names;
}

std::string Catalogue::packageOf(sv module) const
{
    const auto found = _packages.find(module);
    return found == _packages.end() ? std::string{} : found->second;
}

std::string Catalogue::installHint(sv module) const
{
    const std::string package = packageOf(module);
    return package.empty() ? std::string{} : "; install package " + package;
}

} // namespace kc::descriptor
