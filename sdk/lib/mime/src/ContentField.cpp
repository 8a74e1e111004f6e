// SPDX-License-Identifier: Apache-2.0
#include "Ascii.h"
#include "FieldText.h"

#include <kc/mime/ContentField.h>

namespace kc::mime
{

namespace
{

bool endsToken(char c) noexcept
{
    return ascii::isSpace(c) || c == ';' || c == '(' || c == ',' || c == '"';
}

std::string_view token(std::string_view& rest, std::string_view also) noexcept
{
    std::size_t end = 0;
    while (end < rest.size() && !endsToken(rest[end]) && also.find(rest[end]) == also.npos)
        ++end;
    const auto word = rest.substr(0, end);
    rest.remove_prefix(end);
    return word;
}

// A value without quotes. Senders write blanks in file names only; elsewhere a blank ends the
// value.
std::string_view bareValue(std::string_view& rest, bool mayHoldBlanks) noexcept
{
    std::size_t end = 0;
    while (end < rest.size() && rest[end] != ';')
    {
        if (ascii::isSpace(rest[end]))
        {
            std::size_t next = end;
            while (next < rest.size() && ascii::isSpace(rest[next]))
                ++next;
            if (!mayHoldBlanks || next == rest.size() || rest[next] == '(' || rest[next] == ';')
                break;
            end = next;
        }
        else
            ++end;
    }
    const auto value = rest.substr(0, end);
    rest.remove_prefix(end);
    return value;
}

std::optional<Parameter> parameter(std::string_view& rest)
{
    Parameter result{std::string(token(rest, "=")), {}};
    skipComments(rest);
    if (rest.empty() || rest.front() != '=')
    {
        // No value, so no parameter: go on after it. A stray octet must not stop the walk.
        if (result.name.empty() && !rest.empty())
            rest.remove_prefix(1);
        return std::nullopt;
    }
    rest.remove_prefix(1);
    skipComments(rest);
    if (!rest.empty() && rest.front() == '"')
        result.value = quotedString(rest);
    else
        result.value = bareValue(rest, ascii::equals(result.name, "name") ||
                                           ascii::equals(result.name, "filename"));
    if (result.name.empty())
        return std::nullopt;
    return result;
}

std::vector<Parameter> parameters(std::string_view rest, std::size_t max)
{
    std::vector<Parameter> result;
    while (result.size() < max)
    {
        skipComments(rest);
        while (!rest.empty() && rest.front() == ';')
        {
            rest.remove_prefix(1);
            skipComments(rest);
        }
        if (rest.empty())
            break;
        if (auto found = parameter(rest))
            result.push_back(std::move(*found));
    }
    return result;
}

} // namespace

std::optional<ContentType> parseContentType(std::string_view value, std::size_t maxParameters)
{
    skipComments(value);
    ContentType result;
    result.type = token(value, "/=");
    skipComments(value);
    if (result.type.empty() || value.empty() || value.front() != '/')
        return std::nullopt;
    value.remove_prefix(1);
    skipComments(value);
    result.subtype = token(value, "=");
    if (result.subtype.empty())
        return std::nullopt;
    result.parameters = parameters(value, maxParameters);
    return result;
}

std::optional<Disposition> parseDisposition(std::string_view value, std::size_t maxParameters)
{
    skipComments(value);
    std::string_view rest = value;
    Disposition result;
    result.kind = token(rest, "=");
    skipComments(rest);
    if (!rest.empty() && rest.front() == '=') // the kind is missing, these are its parameters
    {
        result.kind.clear();
        rest = value;
    }
    result.parameters = parameters(rest, maxParameters);
    if (result.kind.empty() && result.parameters.empty())
        return std::nullopt;
    if (result.kind.empty())
        result.kind = "attachment";
    return result;
}

std::string parseFirstToken(std::string_view value)
{
    skipComments(value);
    if (!value.empty() && value.front() == '"')
        return quotedString(value);
    return std::string(token(value, ""));
}

TransferEncoding parseTransferEncoding(std::string_view token) noexcept
{
    if (token.empty() || ascii::equals(token, "7bit"))
        return TransferEncoding::SevenBit;
    if (ascii::equals(token, "base64"))
        return TransferEncoding::Base64;
    if (ascii::equals(token, "quoted-printable"))
        return TransferEncoding::QuotedPrintable;
    if (ascii::equals(token, "8bit"))
        return TransferEncoding::EightBit;
    if (ascii::equals(token, "binary"))
        return TransferEncoding::Binary;
    return TransferEncoding::Other;
}

std::vector<std::string> parseLanguages(std::string_view value, std::size_t maxTags)
{
    std::vector<std::string> tags;
    while (!value.empty() && tags.size() < maxTags)
    {
        skipComments(value);
        const auto tag = token(value, "");
        if (!tag.empty())
            tags.emplace_back(tag);
        else if (!value.empty())
            value.remove_prefix(1);
    }
    return tags;
}

const std::string* findParameter(const std::vector<Parameter>& parameters,
                                 std::string_view name) noexcept
{
    for (const auto& parameter : parameters)
        if (ascii::equals(parameter.name, name))
            return &parameter.value;
    return nullptr;
}

} // namespace kc::mime
