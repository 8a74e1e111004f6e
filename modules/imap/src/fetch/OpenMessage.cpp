// SPDX-License-Identifier: Apache-2.0
// See OpenMessage.h.
#include "OpenMessage.h"

#include <kc/mime/HeaderField.h>
#include <kc/mime/Limits.h>
#include <kc/mime/Scanner.h>
#include <kc/text/Preview.h>

#include <algorithm>
#include <vector>

namespace kc::imap
{

namespace
{

constexpr std::size_t kPreviewPieceBytes = 4 * 1024; // most previews need no more

} // namespace

mime::Structure OpenMessage::scan(Context& context)
{
    mime::Scanner scanner;
    std::vector<char> buffer(kPieceBytes);
    _reader.seek(context, 0);
    while (const std::size_t got = _reader.read(context, buffer))
        scanner.feed({buffer.data(), got});
    return scanner.finish();
}

const mime::Part* OpenMessage::part(const FetchSection& section) const
{
    const auto index = section.path.empty() ? std::nullopt : mime::findPart(*_tree, section.path);
    return index ? &_tree->parts[*index] : nullptr;
}

std::optional<mime::OctetRange> OpenMessage::range(const FetchSection& section) const
{
    if (_tree != nullptr)
        return mime::findSection(*_tree, section.path, section.kind);
    const std::uint64_t bodyStart = std::min(_headerLength.value_or(0), _size);
    switch (section.kind)
    {
    case mime::SectionKind::Whole:
        return mime::OctetRange{0, _size};
    case mime::SectionKind::Header:
        return mime::OctetRange{0, bodyStart};
    case mime::SectionKind::Text:
        return mime::OctetRange{bodyStart, _size};
    case mime::SectionKind::Mime: // of parts only, which need the tree
        return std::nullopt;
    }
    return std::nullopt;
}

std::string OpenMessage::fields(Context& context, const FetchSection& section,
                                mime::OctetRange range)
{
    const std::uint64_t looked = std::min(range.size(), mime::Limits{}.headerBlockBytes);
    std::string block(static_cast<std::size_t>(looked), '\0');
    _reader.seek(context, range.begin);
    (void)read(context, block);
    const std::vector<sv> names(section.fields.begin(), section.fields.end());
    const auto choice = section.choice == FetchSection::Choice::Fields ? mime::FieldChoice::Only
                                                                       : mime::FieldChoice::Except;
    return mime::selectHeaderFields(block, names, choice);
}

std::string OpenMessage::preview(Context& context)
{
    const auto part = text::previewPart(*_tree);
    if (!part)
        return {};
    mime::OctetRange body = _tree->parts[*part].body();
    text::PreviewBuilder builder{_tree->parts[*part]};
    std::vector<char> buffer(kPreviewPieceBytes);
    _reader.seek(context, body.begin);
    while (body.size() > 0 && builder.wantsMore())
    {
        const auto piece =
            static_cast<std::size_t>(std::min<std::uint64_t>(buffer.size(), body.size()));
        builder.feed(read(context, std::span{buffer}.first(piece)));
        body.begin += piece;
    }
    return builder.finish();
}

sv OpenMessage::read(Context& context, std::span<char> buffer)
{
    if (_reader.read(context, buffer) != buffer.size())
        throw Fault{KC_ECORRUPT, "a message is shorter than the store says"};
    return {buffer.data(), buffer.size()};
}

} // namespace kc::imap
