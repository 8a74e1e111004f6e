// SPDX-License-Identifier: Apache-2.0
#include "Ascii.h"
#include "Utf8.h"

#include <kc/text/HeaderText.h>
#include <kc/text/Preview.h>

#include <algorithm>
#include <unicode/uchar.h>

namespace kc::text
{

namespace
{

bool isShown(const mime::Structure& structure, const mime::Part& part, std::string_view subtype)
{
    const bool isAttachment =
        part.disposition && ascii::equals(part.disposition->kind, "attachment");
    // What is inside an embedded message is about that one.
    for (mime::PartIndex up = part.parent; up != mime::kNoPart; up = structure.parts[up].parent)
        if (structure.parts[up].kind == mime::PartKind::Message)
            return false;
    return part.kind == mime::PartKind::Leaf && part.isType("text", subtype) && !isAttachment &&
           part.body().size() > 0;
}

// Invisible characters that senders fill a preview with.
bool isFiller(char32_t value) noexcept
{
    return u_hasBinaryProperty(static_cast<UChar32>(value), UCHAR_DEFAULT_IGNORABLE_CODE_POINT) !=
           0;
}

bool isBlank(char32_t value) noexcept
{
    return value <= ' ' || (value >= 0x7F && value <= 0xA0) ||
           u_isUWhiteSpace(static_cast<UChar32>(value)) != 0;
}

} // namespace

std::optional<mime::PartIndex> previewPart(const mime::Structure& structure) noexcept
{
    for (const std::string_view subtype : {"plain", "html"})
        for (mime::PartIndex i = 0; i < structure.parts.size(); ++i)
            if (isShown(structure, structure.parts[i], subtype))
                return i;
    return std::nullopt;
}

PreviewBuilder::PreviewBuilder(const mime::Part& part)
    : _transfer(part.encoding), _charset(charsetOf(part))
{
    if (part.isType("text", "html"))
        _html.emplace();
}

void PreviewBuilder::feed(std::string_view octets)
{
    // Small steps, so that a large piece costs no more than what is shown of it.
    constexpr std::size_t step = 4096;
    while (!octets.empty() && wantsMore())
    {
        const auto size =
            static_cast<std::size_t>(std::min<std::uint64_t>(_left, std::min(step, octets.size())));
        std::string decoded;
        _transfer.feed(octets.substr(0, size), decoded);
        std::string utf8;
        _charset.feed(decoded, utf8);
        take(utf8);
        octets.remove_prefix(size);
        _left -= size;
    }
}

std::string PreviewBuilder::finish()
{
    std::string decoded;
    _transfer.finish(decoded);
    std::string utf8;
    _charset.feed(decoded, utf8);
    _charset.finish(utf8);
    take(utf8);
    if (_html)
    {
        std::string text;
        _html->finish(text);
        collapse(text);
    }
    return std::move(_text);
}

void PreviewBuilder::take(std::string_view utf8)
{
    if (!_html)
        return collapse(utf8);
    std::string text;
    _html->feed(utf8, text);
    collapse(text);
}

void PreviewBuilder::collapse(std::string_view utf8)
{
    const std::string joined = std::move(_cut).append(utf8);
    _cut.clear();
    for (std::string_view rest = joined; !rest.empty() && _characters < kPreviewCharacters;)
    {
        const utf8::Character character = utf8::next(rest);
        if (character.form == utf8::Form::Cut)
        {
            _cut = rest;
            return;
        }
        const std::string_view octets = rest.substr(0, character.size);
        rest.remove_prefix(character.size);
        if (character.form == utf8::Form::Bad || isFiller(character.value))
            continue;
        if (isBlank(character.value))
        {
            _blank = !_text.empty();
            continue;
        }
        if (_blank && ++_characters == kPreviewCharacters)
            return;
        _text.append(_blank ? " " : "").append(octets);
        _blank = false;
        ++_characters;
    }
}

std::string previewOf(const mime::Structure& structure, std::string_view message)
{
    const auto index = previewPart(structure);
    if (!index)
        return {};
    const mime::Part& part = structure.parts[*index];
    PreviewBuilder preview{part};
    preview.feed(message.substr(static_cast<std::size_t>(part.bodyStart),
                                static_cast<std::size_t>(part.body().size())));
    return preview.finish();
}

} // namespace kc::text
