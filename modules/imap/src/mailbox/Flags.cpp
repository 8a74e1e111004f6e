// SPDX-License-Identifier: Apache-2.0
// See Flags.h.
#include "Flags.h"

#include "wire/Ascii.h"

#include <kc/config.hpp>

#include <array>

namespace kc::imap
{

namespace
{

struct SystemFlag
{
    sv name;
    std::uint32_t bit;
};

constexpr std::array<SystemFlag, 5> kFlags{{{"\\Answered", KC_FLAG_ANSWERED},
                                            {"\\Flagged", KC_FLAG_FLAGGED},
                                            {"\\Deleted", KC_FLAG_DELETED},
                                            {"\\Seen", KC_FLAG_SEEN},
                                            {"\\Draft", KC_FLAG_DRAFT}}};

} // namespace

std::uint32_t systemFlag(sv name)
{
    for (const SystemFlag& flag : kFlags)
        if (equalsIgnoringCase(flag.name, name))
            return flag.bit;
    return 0;
}

std::optional<FlagNames> parseFlags(const std::vector<sv>& names)
{
    FlagNames result;
    for (const sv name : names)
    {
        if (!name.starts_with('\\'))
        {
            if (hasKeyword(result.keywords, name))
                continue;
            if (!result.keywords.empty())
                result.keywords.push_back(' ');
            result.keywords.append(name);
        }
        else if (const std::uint32_t bit = systemFlag(name))
            result.flags |= bit;
        else
            return std::nullopt;
    }
    return result;
}

std::string flagText(std::uint32_t flags, sv keywords)
{
    std::string text;
    for (const SystemFlag& flag : kFlags)
    {
        if ((flags & flag.bit) == 0)
            continue;
        if (!text.empty())
            text.push_back(' ');
        text.append(flag.name);
    }
    if (!text.empty() && !keywords.empty())
        text.push_back(' ');
    return text.append(keywords);
}

bool hasKeyword(sv keywords, sv wanted)
{
    bool found = false;
    eachWord(keywords, [&](sv word) { found = found || equalsIgnoringCase(word, wanted); });
    return found;
}

bool tooManyKeywords(sv keywords)
{
    std::size_t count = 0;
    bool tooLong = false;
    eachWord(keywords,
             [&](sv word)
             {
                 ++count;
                 tooLong = tooLong || word.size() > kMaxKeywordBytes;
             });
    return tooLong || count > kMaxKeywords;
}

} // namespace kc::imap
