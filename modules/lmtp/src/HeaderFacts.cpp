// SPDX-License-Identifier: Apache-2.0
#include "HeaderFacts.h"

#include "CommandLine.h"

#include <algorithm>

namespace kc::lmtp
{

namespace
{

constexpr std::size_t kMaxIdOctets = 250;

/// The field's value if the line begins with `name` and a colon; null data if not.
sv valueOf(sv line, sv name)
{
    if (line.size() <= name.size() || !equalsIgnoringCase(line.substr(0, name.size()), name))
        return {};
    line.remove_prefix(name.size());
    // RFC 5322 §4.5: the obsolete form has blanks before the colon.
    const std::size_t colon = line.find_first_not_of(" \t");
    if (colon == sv::npos || line[colon] != ':')
        return {};
    line.remove_prefix(colon + 1);
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
    return line;
}

/// The next line without its end, which is taken off `message`.
sv takeLine(sv& message)
{
    const std::size_t end = std::min(message.find('\n'), message.size());
    sv line = message.substr(0, end);
    message.remove_prefix(std::min(end + 1, message.size()));
    if (line.ends_with('\r'))
        line.remove_suffix(1);
    return line;
}

} // namespace

HeaderFacts inspectHeader(sv message)
{
    HeaderFacts facts;
    while (!message.empty())
    {
        const sv line = takeLine(message);
        if (line.empty())
            break;
        if (valueOf(line, "Received").data() != nullptr)
            ++facts.hops;
        else if (facts.messageId.empty())
            facts.messageId = valueOf(line, "Message-ID").substr(0, kMaxIdOctets);
    }
    return facts;
}

std::size_t headerOctets(sv message)
{
    sv rest = message;
    while (!rest.empty() && !takeLine(rest).empty())
        continue;
    return message.size() - rest.size();
}

} // namespace kc::lmtp
