// SPDX-License-Identifier: Apache-2.0
// Names come from other modules: what is not plainly harmless is refused here.
#include "BlobName.h"

#include <algorithm>

namespace kc::files
{

namespace
{

constexpr std::size_t kLongestName = 128;

bool isAlphanumeric(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z');
}

std::string level(sv name, std::size_t from)
{
    std::string letters(2, '_');
    for (std::size_t i = 0; i < letters.size(); ++i)
        if (from + i < name.size() && isAlphanumeric(name[from + i]))
            letters[i] = name[from + i];
    return letters;
}

} // namespace

bool isBlobName(sv name)
{
    return !name.empty() && name.size() <= kLongestName && name != "." && name != ".." &&
           std::all_of(name.begin(), name.end(),
                       [](char c) { return isAlphanumeric(c) || c == '.' || c == '-'; });
}

Shard::Shard(sv name) : outer{level(name, 0)}, inner{level(name, 2)} {}

} // namespace kc::files
