// SPDX-License-Identifier: Apache-2.0
#include <kc/mime/Section.h>

namespace kc::mime
{

namespace
{

std::optional<PartIndex> sibling(const Structure& structure, PartIndex first,
                                 std::uint32_t number) noexcept
{
    for (PartIndex i = first; i != kNoPart; i = structure.parts[i].nextSibling)
        if (structure.parts[i].number == number)
            return i;
    return std::nullopt;
}

// Part `number` of a message whose header and body are those of part `content`.
std::optional<PartIndex> partOfMessage(const Structure& structure, PartIndex content,
                                       std::uint32_t number) noexcept
{
    const Part& part = structure.parts[content];
    if (part.kind == PartKind::Multipart)
        return sibling(structure, part.firstChild, number);
    // RFC 3501 §6.4.5: every message has at least one part number, 1 for one that is no multipart.
    return number == 1 ? std::optional(content) : std::nullopt;
}

std::optional<PartIndex> partOfPart(const Structure& structure, PartIndex index,
                                    std::uint32_t number) noexcept
{
    const Part& part = structure.parts[index];
    switch (part.kind)
    {
    case PartKind::Leaf:
        return std::nullopt;
    case PartKind::Multipart:
        return sibling(structure, part.firstChild, number);
    case PartKind::Message:
        return partOfMessage(structure, part.firstChild, number);
    }
    __builtin_unreachable();
}

} // namespace

std::optional<PartIndex> findPart(const Structure& structure,
                                  std::span<const std::uint32_t> path) noexcept
{
    if (structure.parts.empty())
        return std::nullopt;
    std::optional<PartIndex> at;
    for (const std::uint32_t number : path)
    {
        at = at ? partOfPart(structure, *at, number) : partOfMessage(structure, 0, number);
        if (!at)
            return std::nullopt;
    }
    return at ? at : std::optional<PartIndex>(0);
}

std::optional<OctetRange> findSection(const Structure& structure,
                                      std::span<const std::uint32_t> path,
                                      SectionKind kind) noexcept
{
    const auto index = findPart(structure, path);
    if (!index)
        return std::nullopt;
    const Part& part = structure.parts[*index];
    if (kind == SectionKind::Whole)
        return path.empty() ? OctetRange{0, structure.size} : part.body();
    if (kind == SectionKind::Mime)
        return path.empty() ? std::nullopt : std::optional(part.header());

    // HEADER and TEXT are of the message itself, or of the one a message/rfc822 part holds.
    if (!path.empty() && part.kind != PartKind::Message)
        return std::nullopt;
    const Part& message = path.empty() ? part : structure.parts[part.firstChild];
    return kind == SectionKind::Header ? message.header() : message.body();
}

} // namespace kc::mime
