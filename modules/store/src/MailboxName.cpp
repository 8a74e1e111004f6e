// SPDX-License-Identifier: Apache-2.0
// What a mailbox may be called. Names are compared by octet; the inbox alone has no case.
#include "MailboxName.h"

#include <algorithm>

namespace kc::store
{

namespace
{

constexpr std::uint32_t kNoCharacter = UINT32_MAX;

/// Octets of the sequence that starts with `first`; 0 when none can.
std::size_t sequenceLength(unsigned char first)
{
    if (first < 0x80)
        return 1;
    if (first >= 0xC2 && first < 0xE0)
        return 2;
    if (first >= 0xE0 && first < 0xF0)
        return 3;
    return first >= 0xF0 && first < 0xF5 ? 4 : 0;
}

/// Takes the next character off `text` (RFC 3629 §4).
std::uint32_t takeCharacter(sv& text)
{
    const auto octet = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const std::size_t length = sequenceLength(octet(0));
    if (length == 0 || length > text.size())
        return kNoCharacter;
    constexpr unsigned char kBits[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    std::uint32_t character = octet(0) & kBits[length];
    for (std::size_t i = 1; i < length; ++i)
    {
        if ((octet(i) & 0xC0) != 0x80)
            return kNoCharacter;
        character = character << 6 | (octet(i) & 0x3Fu);
    }
    constexpr std::uint32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
    const bool surrogate = character >= 0xD800 && character < 0xE000;
    if (character < kLeast[length] || character > 0x10FFFF || surrogate)
        return kNoCharacter;
    text.remove_prefix(length);
    return character;
}

/// RFC 5198 §2 and RFC 9051 §5.1: no control characters, no line or paragraph separators.
bool isAllowed(std::uint32_t character)
{
    const bool control = character < 0x20 || (character >= 0x7F && character < 0xA0);
    const bool separator = character == 0x2028 || character == 0x2029;
    return !control && !separator && character != '*' && character != '%' &&
           character != kNoCharacter;
}

bool isLevel(sv level)
{
    if (level.empty() || level.size() > kMaxLevelOctets)
        return false;
    while (!level.empty())
        if (!isAllowed(takeCharacter(level)))
            return false;
    return true;
}

bool isInbox(sv level)
{
    return std::equal(level.begin(), level.end(), kInbox.begin(), kInbox.end(),
                      [](char a, char b) { return (a >= 'a' && a <= 'z' ? a - 32 : a) == b; });
}

} // namespace

std::optional<std::string> parseMailboxName(sv name)
{
    std::string canonical;
    canonical.reserve(std::min(name.size(), kMaxLevels * (kMaxLevelOctets + 1)));
    for (std::size_t levels = 1; levels <= kMaxLevels; ++levels)
    {
        const std::size_t end = name.find('/');
        const sv level = name.substr(0, end);
        if (!isLevel(level))
            return std::nullopt;
        canonical += levels == 1 && isInbox(level) ? kInbox : level;
        if (end == sv::npos)
            return canonical;
        canonical += '/';
        name.remove_prefix(end + 1);
    }
    return std::nullopt;
}

sv parentName(sv name)
{
    const std::size_t slash = name.rfind('/');
    return slash == sv::npos ? sv{} : name.substr(0, slash);
}

bool isBelow(sv name, sv above)
{
    return name.size() > above.size() && name[above.size()] == '/' && name.starts_with(above);
}

} // namespace kc::store
