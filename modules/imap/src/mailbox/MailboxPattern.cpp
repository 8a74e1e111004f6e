// SPDX-License-Identifier: Apache-2.0
// See MailboxPattern.h. All states of the pattern advance together over the name, so nothing is
// ever tried twice.
#include "MailboxPattern.h"

#include "wire/Ascii.h"

#include <algorithm>

namespace kc::imap
{

namespace
{

bool isWildcard(char c)
{
    return c == '*' || c == '%';
}

} // namespace

MailboxPattern::MailboxPattern(sv pattern)
{
    for (const char c : pattern)
    {
        const bool run = isWildcard(c) && !_pattern.empty() && isWildcard(_pattern.back());
        if (!run)
            _pattern.push_back(c);
        else if (c == '*')
            _pattern.back() = c;
    }
    _now.resize(_pattern.size() + 1);
    _next.resize(_pattern.size() + 1);
}

/// A wildcard may stand for nothing: what follows it is reachable too.
void MailboxPattern::addReachable(std::size_t state)
{
    _next[state] = 1;
    if (state < _pattern.size() && isWildcard(_pattern[state]))
        _next[state + 1] = 1;
}

void MailboxPattern::step(char c, bool ignoreCase)
{
    std::fill(_next.begin(), _next.end(), 0);
    for (std::size_t i = 0; i < _pattern.size(); ++i)
    {
        if (_now[i] == 0)
            continue;
        const char wanted = _pattern[i];
        if (wanted == '*' || (wanted == '%' && c != '/'))
            addReachable(i);
        else if (wanted == c || (ignoreCase && upper(wanted) == upper(c)))
            addReachable(i + 1);
    }
    _now.swap(_next);
}

bool MailboxPattern::matches(sv name)
{
    std::fill(_next.begin(), _next.end(), 0);
    addReachable(0);
    _now.swap(_next);
    const bool inbox = name == "INBOX";
    for (const char c : name)
        step(c, inbox);
    return _now[_pattern.size()] != 0;
}

} // namespace kc::imap
