// SPDX-License-Identifier: Apache-2.0
// The module's view of its configuration.
#pragma once

#include <kc/abi/config.h>
#include <kc/context.hpp>
#include <kc/status.hpp>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace kc::inline sdk1
{

/// Calls `visit` for each word of a text separated by blanks.
template <class Visit>
void eachWord(sv text, Visit&& visit)
{
    constexpr sv kBlanks = " \t\r\n";
    while (true)
    {
        const std::size_t begin = text.find_first_not_of(kBlanks);
        if (begin == sv::npos)
            return;
        text.remove_prefix(begin);
        const sv word = text.substr(0, text.find_first_of(kBlanks));
        visit(word);
        text.remove_prefix(word.size());
    }
}

/// The module's options as they are now. Read them into a struct in the constructor and in
/// reload().
class Config
{
public:
    explicit Config(const kc_config* raw) : _raw{raw} {}

    sv str(const char* name) const { return view(_raw->str(_raw, index(name))); }

    std::int64_t num(const char* name) const { return _raw->num(_raw, index(name)); }

    bool flag(const char* name) const { return num(name) != 0; }

    std::vector<sv> list(const char* name) const
    {
        std::vector<sv> words;
        eachWord(str(name), [&](sv word) { words.push_back(word); });
        return words;
    }

    /// The lines of the property maps that the option stands for, in order.
    std::vector<std::pair<std::string, std::string>> entries(const char* name) const
    {
        std::vector<std::pair<std::string, std::string>> found;
        if (KC_HAS(_raw, entries))
            (void)_raw->entries(_raw, index(name), {addEntry, &found});
        return found;
    }

    /// "server.cfg:14: name", for messages about a value that is well-formed but cannot be served.
    std::string where(const char* name) const
    {
        kc_config_source source{sizeof source, 0, ""};
        _raw->source(_raw, index(name), &source);
        if (*source.file == '\0')
            return std::string{name} + " (default)";
        if (source.line == 0)
            return std::string{source.file} + ": " + name;
        return std::string{source.file} + ":" + std::to_string(source.line) + ": " + name;
    }

private:
    static kc_status addEntry(void* found, const void* row)
    {
        return fence(
            nullptr, nullptr,
            [&]() -> kc_status
            {
                const auto& entry = *static_cast<const kc_config_entry*>(row);
                static_cast<std::vector<std::pair<std::string, std::string>>*>(found)->emplace_back(
                    view(entry.key), view(entry.value));
                return KC_OK;
            });
    }

    std::int32_t index(const char* name) const
    {
        const std::int32_t found = _raw->index(_raw, name);
        KC_ASSERT(found >= 0);
        return found;
    }

    const kc_config* _raw;
};

} // namespace kc::inline sdk1
