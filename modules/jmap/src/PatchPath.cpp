// SPDX-License-Identifier: Apache-2.0
#include "PatchPath.h"

#include "Pointer.h"

namespace kc::jmap
{

std::optional<PatchPath> parsePatchPath(sv key)
{
    PatchPath path;
    bool isFirst = true;
    while (true)
    {
        const sv token = key.substr(0, key.find('/'));
        auto text = unescapePointerToken(token);
        if (!text)
            return std::nullopt;
        if (isFirst)
            path.property = std::move(*text);
        else
            path.below.push_back(std::move(*text));
        if (token.size() == key.size())
            return path;
        isFirst = false;
        key.remove_prefix(token.size() + 1);
    }
}

std::string patchKey(const std::string& property, const std::string& below)
{
    std::string key = property + "/";
    for (const char c : below)
        key += c == '~' ? "~0" : c == '/' ? "~1" : std::string{c};
    return key;
}

bool isPatchObject(const Json& value)
{
    if (!value.is_object())
        return false;
    for (auto entry = value.begin(); entry != value.end(); ++entry)
    {
        const std::string& key = entry.key();
        for (std::size_t at = key.find('/'); at != std::string::npos; at = key.find('/', at + 1))
            if (value.contains(key.substr(0, at)))
                return false;
    }
    return true;
}

} // namespace kc::jmap
