// SPDX-License-Identifier: Apache-2.0
#include "NearestName.h"

#include <algorithm>
#include <numeric>

namespace kc::cli
{

namespace
{

// Levenshtein. Both texts are short: nothing longer than this is compared.
constexpr std::size_t kLongest = 64;

std::size_t distance(sv a, sv b)
{
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i)
    {
        std::size_t diagonal = row[0];
        row[0] = i + 1;
        for (std::size_t j = 0; j < b.size(); ++j)
        {
            const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({replaced, row[j] + 1, diagonal + 1});
        }
    }
    return row[b.size()];
}

} // namespace

std::string nearestName(sv written, const std::vector<std::string>& known)
{
    if (written.size() > kLongest)
        return {};
    std::size_t best = written.size() / 3 + 2;
    std::string nearest;
    for (const std::string& name : known)
    {
        const std::size_t edits = distance(written, name);
        if (edits < best)
        {
            best = edits;
            nearest = name;
        }
    }
    return nearest;
}

} // namespace kc::cli
