// SPDX-License-Identifier: Apache-2.0
// See ListRequest.h.
#include "ListRequest.h"

#include "wire/Ascii.h"

namespace kc::imap
{

namespace
{

/// "(" [option *(SP option)] ")", each taken by `accept`.
template <class Accept>
bool readOptions(ArgReader& args, Accept accept)
{
    if (!args.skip('('))
        return false;
    for (bool first = true; !args.skip(')'); first = false)
    {
        if (!first && !args.space())
            return false;
        const auto option = args.atom();
        if (!option || !accept(*option)) // RFC 5258 §3: BAD for an option that is not known
            return false;
    }
    return true;
}

} // namespace

std::optional<ListRequest> ListRequest::parse(ArgReader& args)
{
    ListRequest request;
    const bool fine = args.space() && request.readSelection(args) && request.readPatterns(args) &&
                      request.readReturn(args) && args.atEnd();
    return fine ? std::optional{std::move(request)} : std::nullopt;
}

std::optional<ListRequest> ListRequest::parsePlain(ArgReader& args)
{
    ListRequest request;
    const auto reference = args.space() ? args.astring() : std::nullopt;
    const bool fine =
        reference && args.space() && request.addPattern(args, *reference) && args.atEnd();
    return fine ? std::optional{std::move(request)} : std::nullopt;
}

std::size_t ListRequest::patternBytes() const
{
    std::size_t total = 0;
    for (const std::string& pattern : patterns)
        total += pattern.size();
    return total;
}

bool ListRequest::readSelection(ArgReader& args)
{
    if (!args.at('('))
        return true;
    isExtended = true;
    if (!readOptions(args, [&](sv option) { return select(option); }) || !args.space())
        return false;
    tellSubscribed = subscribedOnly; // RFC 5258 §3.1
    // RFC 5258 §3.1: RECURSIVEMATCH says nothing without an option that selects
    return !recursive || subscribedOnly || specialUseOnly;
}

bool ListRequest::select(sv option)
{
    if (equalsIgnoringCase(option, "SUBSCRIBED"))
        return subscribedOnly = true;
    if (equalsIgnoringCase(option, "SPECIAL-USE"))
        return specialUseOnly = true;
    if (equalsIgnoringCase(option, "RECURSIVEMATCH"))
        return recursive = true;
    return equalsIgnoringCase(option, "REMOTE"); // all mailboxes are here
}

bool ListRequest::readPatterns(ArgReader& args)
{
    const auto reference = args.astring();
    if (!reference || !args.space())
        return false;
    if (!args.skip('('))
        return addPattern(args, *reference);
    isExtended = true;
    do
    {
        if (!addPattern(args, *reference))
            return false;
    } while (args.space());
    return args.skip(')');
}

bool ListRequest::addPattern(ArgReader& args, const std::string& reference)
{
    const auto pattern = args.listMailbox();
    if (!pattern)
        return false;
    _patternIsEmpty = pattern->empty();
    if (!pattern->empty()) // RFC 5258 §3: matches nothing
        patterns.push_back(reference + *pattern);
    return true;
}

bool ListRequest::readReturn(ArgReader& args)
{
    if (args.atEnd())
        return true;
    isExtended = true;
    return args.space() && equalsIgnoringCase(args.word().value_or(sv{}), "RETURN") &&
           args.space() && readOptions(args, [&](sv option) { return tell(args, option); });
}

/// CHILDREN and SPECIAL-USE are told unasked.
bool ListRequest::tell(ArgReader& args, sv option)
{
    if (equalsIgnoringCase(option, "STATUS")) // RFC 5819 §2
    {
        status = args.space() ? StatusItems::parse(args) : std::nullopt;
        return status.has_value();
    }
    if (equalsIgnoringCase(option, "SUBSCRIBED"))
        return tellSubscribed = true;
    return equalsIgnoringCase(option, "CHILDREN") || equalsIgnoringCase(option, "SPECIAL-USE");
}

} // namespace kc::imap
