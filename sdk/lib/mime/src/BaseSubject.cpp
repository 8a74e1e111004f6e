// SPDX-License-Identifier: Apache-2.0
// The steps are those of RFC 5256 §2.1; the grammar is that of its §5.
#include "Ascii.h"

#include <kc/mime/BaseSubject.h>

namespace kc::mime
{

namespace
{

bool startsWith(std::string_view text, std::string_view prefix) noexcept
{
    return text.size() >= prefix.size() && ascii::equals(text.substr(0, prefix.size()), prefix);
}

bool endsWith(std::string_view text, std::string_view suffix) noexcept
{
    return text.size() >= suffix.size() &&
           ascii::equals(text.substr(text.size() - suffix.size()), suffix);
}

// Step 1: line breaks and tabs are spaces, and several are one.
std::string collapse(std::string_view subject)
{
    std::string result;
    result.reserve(subject.size());
    for (const char c : subject)
        if (!ascii::isSpace(c))
            result.push_back(c);
        else if (result.empty() || result.back() != ' ')
            result.push_back(' ');
    return result;
}

void skipSpace(std::string_view& rest) noexcept
{
    while (!rest.empty() && rest.front() == ' ')
        rest.remove_prefix(1);
}

// subj-blob = "[" *BLOBCHAR "]" *WSP, without brackets inside
bool skipBlob(std::string_view& rest) noexcept
{
    if (rest.empty() || rest.front() != '[')
        return false;
    const auto end = rest.find_first_of("[]", 1);
    if (end == rest.npos || rest[end] == '[')
        return false;
    rest.remove_prefix(end + 1);
    skipSpace(rest);
    return true;
}

// subj-refwd = ("re" / ("fw" ["d"])) *WSP [subj-blob] ":"
bool skipReplyOrForward(std::string_view& rest) noexcept
{
    std::string_view ahead = rest;
    if (startsWith(ahead, "re") || startsWith(ahead, "fw"))
        ahead.remove_prefix(startsWith(ahead, "fwd") ? 3 : 2);
    else
        return false;
    skipSpace(ahead);
    skipBlob(ahead);
    if (ahead.empty() || ahead.front() != ':')
        return false;
    rest = ahead.substr(1);
    return true;
}

// Step 2: subj-trailer = "(fwd)" / WSP
bool removeTrailers(std::string_view& text) noexcept
{
    bool isForward = false;
    for (;;)
    {
        if (!text.empty() && text.back() == ' ')
            text.remove_suffix(1);
        else if (endsWith(text, "(fwd)"))
        {
            text.remove_suffix(5);
            isForward = true;
        }
        else
            return isForward;
    }
}

// Steps 3 to 5. Blobs before what is no subj-refwd are no leader; of those, step 4 takes all but
// the last when nothing would be left.
bool removeLeaders(std::string_view& text) noexcept
{
    bool isReply = false;
    for (;;)
    {
        skipSpace(text);
        std::string_view rest = text;
        std::string_view base = text;
        while (skipBlob(rest))
            if (!rest.empty())
                base = rest;
        if (!skipReplyOrForward(rest))
        {
            text = base;
            return isReply;
        }
        isReply = true;
        text = rest;
    }
}

} // namespace

BaseSubject baseSubject(std::string_view subject)
{
    const std::string collapsed = collapse(subject);
    std::string_view text = collapsed;
    BaseSubject result;
    for (;;)
    {
        const bool wasForward = removeTrailers(text);
        const bool wasReply = removeLeaders(text);
        result.isReplyOrForward = result.isReplyOrForward || wasForward || wasReply;
        if (!startsWith(text, "[fwd:") || !endsWith(text, "]")) // step 6
            break;
        text.remove_prefix(5);
        text.remove_suffix(1);
        result.isReplyOrForward = true;
    }
    result.text = text;
    return result;
}

} // namespace kc::mime
