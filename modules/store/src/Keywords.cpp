// SPDX-License-Identifier: Apache-2.0
// Set operations on short word lists, without an allocation a word.
#include "Keywords.h"

#include "Ids.h"

#include <kc/config.hpp>

#include <algorithm>
#include <vector>

namespace kc::store
{

namespace
{

constexpr unsigned char lower(char c)
{
    return static_cast<unsigned char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
}

bool less(sv a, sv b)
{
    return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(),
                                        [](char x, char y) { return lower(x) < lower(y); });
}

bool same(sv a, sv b)
{
    return !less(a, b) && !less(b, a);
}

std::vector<sv> words(sv text)
{
    std::vector<sv> found;
    eachWord(text, [&](sv word) { found.push_back(word); });
    std::stable_sort(found.begin(), found.end(), less);
    found.erase(std::unique(found.begin(), found.end(), same), found.end());
    return found;
}

std::string join(const std::vector<sv>& list)
{
    std::string text;
    for (const sv word : list)
    {
        if (!text.empty())
            text += ' ';
        text += word;
    }
    return text;
}

} // namespace

std::string parseKeywords(sv text)
{
    return join(words(text));
}

std::string changeKeywords(sv current, kc_flag_change how, sv change)
{
    if (how == KC_FLAGS_REPLACE)
        return std::string{change};
    const std::vector<sv> have = words(current);
    const std::vector<sv> other = words(change);
    std::vector<sv> result;
    if (how == KC_FLAGS_ADD)
        std::set_union(have.begin(), have.end(), other.begin(), other.end(),
                       std::back_inserter(result), less);
    else
        std::set_difference(have.begin(), have.end(), other.begin(), other.end(),
                            std::back_inserter(result), less);
    return join(result);
}

void noteKeywords(SqlTx& tx, const Statements& statements, kc_id mailbox, sv keywords)
{
    if (keywords.empty())
        return;
    std::string noted;
    (void)tx.run(statements.mailboxKeywords, {num(mailbox)},
                 [&](const kc_sql_row& row) { noted = textColumn(row, 0); });
    const std::string all = changeKeywords(noted, KC_FLAGS_ADD, keywords);
    if (all != noted && all.size() <= kMaxMailboxKeywordOctets)
        (void)tx.run(statements.setMailboxKeywords, {num(mailbox), SqlTx::text(all)});
}

} // namespace kc::store
