// SPDX-License-Identifier: Apache-2.0
#include "SqlText.h"

#include <algorithm>
#include <charconv>

namespace kc::mysql
{

namespace
{

/// The end of what begins at `at` and has to be passed over whole: a quoted text or name, a
/// comment. `at` itself if it is nothing of these. A doubled quote ends one text and begins the
/// next, which comes to the same.
std::size_t endOfOpaque(sv sql, std::size_t at)
{
    const auto after = [&](sv end, std::size_t from)
    {
        const std::size_t found = sql.find(end, from);
        return found == sv::npos ? sql.size() : found + end.size();
    };
    const char c = sql[at];
    if (c == '\'' || c == '"' || c == '`')
        return after({&c, 1}, at + 1);
    if (sql.substr(at, 2) == "--")
        return after("\n", at + 2);
    if (sql.substr(at, 2) == "/*")
        return after("*/", at + 2);
    return at;
}

constexpr sv kBlanks = " \t\r\n";

sv trimmed(sv text)
{
    const std::size_t begin = std::min(text.find_first_not_of(kBlanks), text.size());
    return text.substr(begin, text.find_last_not_of(kBlanks) + 1 - begin);
}

} // namespace

SqlText translate(sv sql)
{
    SqlText made;
    for (std::size_t at = 0; at < sql.size();)
    {
        const std::size_t opaque = endOfOpaque(sql, at);
        if (opaque > at || sql[at] != '?')
        {
            const std::size_t end = std::max(opaque, at + 1);
            made.text += sql.substr(at, end - at);
            at = end;
            continue;
        }
        std::uint32_t number = made.parameters + 1;
        at = static_cast<std::size_t>(
            std::from_chars(sql.data() + at + 1, sql.data() + sql.size(), number).ptr - sql.data());
        made.text += '?';
        made.places.push_back(std::max(number, 1U) - 1);
        made.parameters = std::max(made.parameters, number);
    }
    return made;
}

std::vector<std::string> statementsOf(sv sql)
{
    std::vector<std::string> statements;
    std::size_t begin = 0;
    const auto finish = [&](std::size_t end)
    {
        const sv one = trimmed(sql.substr(begin, end - begin));
        if (!one.empty())
            statements.emplace_back(one);
        begin = end + 1;
    };
    for (std::size_t at = 0; at < sql.size();)
    {
        const std::size_t opaque = endOfOpaque(sql, at);
        if (opaque == at && sql[at] == ';')
            finish(at);
        at = std::max(opaque, at + 1);
    }
    finish(std::max(begin, sql.size()));
    return statements;
}

} // namespace kc::mysql
