// SPDX-License-Identifier: Apache-2.0
#include "FieldText.h"

#include "Ascii.h"

#include <algorithm>

namespace kc::mime
{

std::string_view comment(std::string_view& rest) noexcept
{
    std::size_t depth = 0;
    std::size_t i = 0;
    for (; i < rest.size(); ++i)
    {
        if (rest[i] == '\\')
            ++i;
        else if (rest[i] == '(')
            ++depth;
        else if (rest[i] == ')' && --depth == 0)
            break;
    }
    const std::size_t end = std::min(i, rest.size());
    const auto text = rest.substr(1, end - 1);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return text;
}

void skipComments(std::string_view& rest) noexcept
{
    while (!rest.empty() && (ascii::isSpace(rest.front()) || rest.front() == '('))
    {
        if (rest.front() == '(')
            comment(rest);
        else
            rest.remove_prefix(1);
    }
}

std::string quotedString(std::string_view& rest)
{
    std::string text;
    rest.remove_prefix(1);
    while (!rest.empty())
    {
        char c = rest.front();
        rest.remove_prefix(1);
        if (c == '"')
            break;
        if (c == '\\' && !rest.empty())
        {
            c = rest.front();
            rest.remove_prefix(1);
        }
        text.push_back(c);
    }
    return text;
}

} // namespace kc::mime
