// SPDX-License-Identifier: Apache-2.0
#include "PrincipalFeatures.h"

#include <kc/config.hpp>

#include <algorithm>
#include <array>

namespace kc::jmap
{

namespace
{

constexpr std::array<sv, 5> kFeatures{"imap", "pop3", "mobile", "outlook", "webapp"};

bool isFeature(sv name)
{
    return std::find(kFeatures.begin(), kFeatures.end(), name) != kFeatures.end();
}

void add(std::string& words, sv word)
{
    words.append(words.empty() ? "" : " ").append(word);
}

void remove(std::string& words, sv word)
{
    std::string left;
    eachWord(words,
             [&](sv each)
             {
                 if (each != word)
                     add(left, each);
             });
    words = std::move(left);
}

} // namespace

bool setFeature(const std::string& name, const Json& value, std::string& on, std::string& off)
{
    if (!isFeature(name) || !(value.is_null() || value.is_boolean()))
        return false;
    remove(on, name);
    remove(off, name);
    if (value.is_boolean())
        add(value.get<bool>() ? on : off, name);
    return true;
}

bool setFeatures(const Json& value, std::string& on, std::string& off)
{
    on.clear();
    off.clear();
    if (value.is_null())
        return true;
    if (!value.is_object())
        return false;
    for (auto entry = value.begin(); entry != value.end(); ++entry)
        if (!isFeature(entry.key()) || !entry->is_boolean())
            return false;
    for (const sv name : kFeatures)
        add(value.value(std::string{name}, false) ? on : off, name);
    return true;
}

} // namespace kc::jmap
