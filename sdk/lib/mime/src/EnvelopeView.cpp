// SPDX-License-Identifier: Apache-2.0
#include <charconv>
#include <kc/mime/EnvelopeView.h>

namespace kc::mime
{

namespace
{

bool skip(std::string_view& rest, char c) noexcept
{
    if (rest.empty() || rest.front() != c)
        return false;
    rest.remove_prefix(1);
    return true;
}

// "{n}" CRLF and n octets; `rest` behind it, all of it when it is cut.
std::string_view takeLiteral(std::string_view& rest) noexcept
{
    std::size_t size = 0;
    const char* const end = rest.data() + rest.size();
    const auto [next, error] = std::from_chars(rest.data() + 1, end, size);
    const auto used = static_cast<std::size_t>(next - rest.data());
    if (error != std::errc{} || rest.substr(used, 3) != "}\r\n" || size > rest.size() - used - 3)
    {
        rest = {};
        return {};
    }
    const auto text = rest.substr(used + 3, size);
    rest.remove_prefix(used + 3 + size);
    return text;
}

// Behind a quoted string, `rest` starting with its quote. The escapes stay.
std::string_view takeQuoted(std::string_view& rest) noexcept
{
    std::size_t from = 1;
    std::size_t end = rest.find('"', from);
    while (end != rest.npos)
    {
        const auto escape = rest.substr(from, end - from).find('\\');
        if (escape == rest.npos)
            break;
        from += escape + 2;
        if (end < from)
            end = rest.find('"', from);
    }
    const auto text = rest.substr(1, end == rest.npos ? rest.npos : end - 1);
    rest.remove_prefix(end == rest.npos ? rest.size() : end + 1);
    return text;
}

// One nstring; NIL and everything else that is no string is nothing.
std::optional<std::string> takeText(std::string_view& rest)
{
    if (!rest.empty() && rest.front() == '{')
        return std::string(takeLiteral(rest));
    if (rest.empty() || rest.front() != '"')
    {
        const auto end = rest.find_first_of(" ()");
        rest.remove_prefix(end == rest.npos ? rest.size() : end);
        return std::nullopt;
    }
    const std::string_view quoted = takeQuoted(rest);
    if (quoted.find('\\') == quoted.npos)
        return std::string(quoted);
    std::string text;
    text.reserve(quoted.size());
    for (std::size_t i = 0; i < quoted.size(); ++i)
    {
        if (quoted[i] == '\\' && i + 1 < quoted.size())
            ++i;
        text.push_back(quoted[i]);
    }
    return text;
}

// One nstring or one list with all that stands in it.
std::string_view takeElement(std::string_view& rest) noexcept
{
    const std::string_view start = rest;
    std::size_t depth = 0;
    do
    {
        if (rest.empty())
            break;
        if (rest.front() == '"')
            takeQuoted(rest);
        else if (rest.front() == '{')
            takeLiteral(rest);
        else if (rest.front() == '(')
        {
            ++depth;
            rest.remove_prefix(1);
        }
        else if (rest.front() == ')')
        {
            if (depth == 0)
                break;
            --depth;
            rest.remove_prefix(1);
        }
        else
            rest.remove_prefix(1);
    } while (depth > 0 || (!rest.empty() && rest.front() != ' ' && rest.front() != ')'));
    return start.substr(0, start.size() - rest.size());
}

// name SP route SP mailbox SP host ")"
Address takeAddress(std::string_view& rest)
{
    std::array<std::optional<std::string>, 4> parts;
    for (auto& part : parts)
    {
        part = takeText(rest);
        skip(rest, ' ');
    }
    skip(rest, ')');
    Address address;
    // RFC 3501 §7.4.2: without a host, the start of a group; without a mailbox too, its end.
    if (!parts[3])
        address.kind = parts[2] ? AddressKind::GroupStart : AddressKind::GroupEnd;
    address.name = std::move(parts[0]).value_or(std::string{});
    address.route = std::move(parts[1]).value_or(std::string{});
    address.mailbox = std::move(parts[2]).value_or(std::string{});
    address.host = std::move(parts[3]).value_or(std::string{});
    return address;
}

} // namespace

EnvelopeView::EnvelopeView(std::string_view envelope) noexcept : _rest(envelope)
{
    skip(_rest, '(');
}

std::string_view EnvelopeView::raw(EnvelopeElement element) noexcept
{
    const auto wanted = static_cast<std::size_t>(element);
    for (; _known <= wanted; ++_known)
    {
        _raw[_known] = takeElement(_rest);
        skip(_rest, ' ');
    }
    return _raw[wanted];
}

std::optional<std::string> EnvelopeView::text(EnvelopeElement element)
{
    std::string_view rest = raw(element);
    return takeText(rest);
}

std::vector<Address> EnvelopeView::addresses(EnvelopeElement element, std::size_t max)
{
    std::vector<Address> result;
    std::string_view rest = raw(element);
    if (!skip(rest, '('))
        return result;
    while (result.size() < max && skip(rest, '('))
    {
        result.push_back(takeAddress(rest));
        skip(rest, ' ');
    }
    return result;
}

} // namespace kc::mime
