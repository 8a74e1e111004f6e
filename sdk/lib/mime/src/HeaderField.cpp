// SPDX-License-Identifier: Apache-2.0
#include "Ascii.h"

#include <kc/mime/HeaderField.h>

#include <algorithm>
#include <vector>

namespace kc::mime
{

namespace
{

std::string_view firstLine(std::string_view text) noexcept
{
    const auto feed = text.find('\n');
    return feed == text.npos ? text : text.substr(0, feed + 1);
}

bool isEmptyLine(std::string_view line) noexcept
{
    return line == "\n" || line == "\r\n";
}

} // namespace

std::optional<HeaderField> HeaderReader::next() noexcept
{
    std::string_view line = firstLine(_rest);
    if (line.empty() || isEmptyLine(line))
        return std::nullopt;
    std::size_t size = line.size();
    while (size < _rest.size() && ascii::isBlank(_rest[size]))
        size += firstLine(_rest.substr(size)).size();

    HeaderField field;
    field.whole = _rest.substr(0, size);
    _rest.remove_prefix(size);
    const auto colon = line.find(':');
    if (colon == line.npos || ascii::isBlank(line.front()))
        return field;
    field.name = ascii::trim(line.substr(0, colon));
    std::size_t ending = 0;
    field.value = ascii::chomp(field.whole, ending).substr(colon + 1);
    return field;
}

std::string unfold(std::string_view value)
{
    value = ascii::trim(value);
    std::string result;
    result.reserve(value.size());
    for (std::size_t i = 0; i < value.size(); ++i)
    {
        const std::size_t crlf = value[i] == '\r' && i + 1 < value.size() && value[i + 1] == '\n';
        if (value[i + crlf] == '\n')
            i += crlf;
        else
            result.push_back(value[i]);
    }
    return result;
}

std::optional<std::string> findHeader(std::string_view headerBlock, std::string_view name)
{
    HeaderReader reader(headerBlock);
    while (const auto field = reader.next())
        if (!field->name.empty() && ascii::equals(field->name, name))
            return unfold(field->value);
    return std::nullopt;
}

std::string selectHeaderFields(std::string_view headerBlock,
                               std::span<const std::string_view> names, FieldChoice choice)
{
    // Sorted, so that many names on many fields stay cheap.
    std::vector<std::string_view> sorted(names.begin(), names.end());
    std::sort(sorted.begin(), sorted.end(), ascii::less);

    std::string result;
    HeaderReader reader(headerBlock);
    while (const auto field = reader.next())
    {
        const bool named = !field->name.empty() && std::binary_search(sorted.begin(), sorted.end(),
                                                                      field->name, ascii::less);
        if (named == (choice == FieldChoice::Only))
            result.append(field->whole);
    }
    return result.append(firstLine(reader.rest()));
}

} // namespace kc::mime
