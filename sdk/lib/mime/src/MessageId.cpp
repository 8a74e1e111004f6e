// SPDX-License-Identifier: Apache-2.0
#include "Ascii.h"
#include "FieldText.h"

#include <kc/mime/MessageId.h>

namespace kc::mime
{

namespace
{

bool isVisible(char c) noexcept
{
    return static_cast<unsigned char>(c) > ' ' && c != '\x7F';
}

// After '<'. Empty when no '>' follows; another '<' begins anew.
std::string identifier(std::string_view& rest)
{
    std::string id;
    bool quoted = false;
    while (!rest.empty())
    {
        char c = rest.front();
        rest.remove_prefix(1);
        if (c == '"')
        {
            quoted = !quoted;
            continue;
        }
        if (!quoted && c == '>')
            return id;
        if (!quoted && c == '<')
        {
            id.clear();
            continue;
        }
        if (quoted && c == '\\' && !rest.empty())
        {
            c = rest.front();
            rest.remove_prefix(1);
        }
        if (isVisible(c))
            id.push_back(c);
    }
    return {};
}

} // namespace

namespace
{

enum class Around : bool
{
    Read, ///< comments and quoted strings as RFC 5322 has them
    Ignore
};

std::vector<std::string> collect(std::string_view value, std::size_t max, Around around)
{
    std::vector<std::string> ids;
    while (ids.size() < max)
    {
        if (around == Around::Read)
            skipComments(value);
        if (value.empty())
            break;
        if (value.front() == '"' && around == Around::Read)
            quotedString(value);
        else if (value.front() == '<')
        {
            value.remove_prefix(1);
            if (auto id = identifier(value); !id.empty())
                ids.push_back(std::move(id));
        }
        else
            value.remove_prefix(1);
    }
    return ids;
}

} // namespace

std::vector<std::string> messageIds(std::string_view value, std::size_t max)
{
    auto ids = collect(value, max, Around::Read);
    // An open quote or parenthesis, as in "Your message of "Monday", hides nothing.
    return ids.empty() ? collect(value, max, Around::Ignore) : ids;
}

std::vector<std::string> referencesOf(const std::optional<std::string>& references,
                                      const std::optional<std::string>& inReplyTo)
{
    std::vector<std::string> ids;
    if (references)
        ids = messageIds(*references);
    if (ids.size() > kMaxReferences)
        ids.erase(ids.begin(), ids.end() - static_cast<std::ptrdiff_t>(kMaxReferences));
    if (ids.empty() && inReplyTo)
        ids = messageIds(*inReplyTo, 1);
    return ids;
}

} // namespace kc::mime
