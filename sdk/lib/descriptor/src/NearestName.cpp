// SPDX-License-Identifier: Apache-2.0
#include <kc/descriptor/NearestName.h>

#include <algorithm>
#include <numeric>

namespace kc::descriptor
{

std::size_t editDistance(sv a, sv b, std::size_t limit)
{
    if (std::max(a.size(), b.size()) - std::min(a.size(), b.size()) > limit)
        return limit + 1;
    // Rows of the Damerau (optimal string alignment) table: the two before this one are enough.
    std::vector<std::size_t> older(b.size() + 1);
    std::vector<std::size_t> old(b.size() + 1);
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(old.begin(), old.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i)
    {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j)
        {
            const std::size_t replaced = old[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            row[j] = std::min({old[j] + 1, row[j - 1] + 1, replaced});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = std::min(row[j], older[j - 2] + 1);
        }
        older.swap(old);
        old.swap(row);
    }
    return std::min(old[b.size()], limit + 1);
}

std::string nearestName(sv written, const std::vector<std::string>& known)
{
    const std::size_t limit = written.size() < 3 ? 1 : std::max<std::size_t>(2, written.size() / 3);
    std::size_t best = limit + 1;
    std::string nearest;
    for (const std::string& name : known)
    {
        const std::size_t distance = editDistance(written, name, limit);
        if (distance < best && distance < name.size())
        {
            best = distance;
            nearest = name;
        }
    }
    return nearest;
}

std::string suggestion(sv written, const std::vector<std::string>& known)
{
    const std::string nearest = nearestName(written, known);
    return nearest.empty() ? std::string{} : "; did you mean " + nearest + "?";
}

} // namespace kc::descriptor
