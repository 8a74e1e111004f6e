// SPDX-License-Identifier: Apache-2.0
// See FetchRequest.h.
#include "FetchRequest.h"

#include "wire/Ascii.h"

#include <kc/abi/draft/store.h>

#include <algorithm>
#include <array>

namespace kc::imap
{

namespace
{

/// Beyond it a request asks for the same things again and again.
constexpr std::size_t kMaxItems = 1'000;

/// RFC 3501 §6.4.5: FAST is the beginning of ALL, and ALL of FULL.
bool addMacro(FetchRequest& request, sv name)
{
    using enum FetchField;
    constexpr std::array kFull{Flags, InternalDate, Size, Envelope, Body};
    const std::size_t count = equalsIgnoringCase(name, "FAST")   ? 3
                              : equalsIgnoringCase(name, "ALL")  ? 4
                              : equalsIgnoringCase(name, "FULL") ? 5
                                                                 : 0;
    for (std::size_t i = 0; i < count; ++i)
        request.add(kFull[i]);
    return count > 0;
}

std::optional<FetchField> plainField(sv name)
{
    struct Row
    {
        sv name;
        FetchField field;
    };
    static constexpr std::array kRows{
        Row{"FLAGS", FetchField::Flags},       Row{"UID", FetchField::Uid},
        Row{"BODY", FetchField::Body},         Row{"BODYSTRUCTURE", FetchField::BodyStructure},
        Row{"ENVELOPE", FetchField::Envelope}, Row{"INTERNALDATE", FetchField::InternalDate},
        Row{"RFC822.SIZE", FetchField::Size},  Row{"EMAILID", FetchField::EmailId},
        Row{"THREADID", FetchField::ThreadId}, Row{"SAVEDATE", FetchField::SaveDate},
        Row{"MODSEQ", FetchField::Modseq}};
    for (const Row& row : kRows)
        if (equalsIgnoringCase(row.name, name))
            return row.field;
    return std::nullopt;
}

/// RFC822 and its kin: BODY[…] under another name (RFC 3501 §6.4.5).
std::optional<FetchSection> oldSection(sv name)
{
    struct Row
    {
        sv name;
        mime::SectionKind kind;
        bool peek;
    };
    static constexpr std::array kRows{Row{"RFC822", mime::SectionKind::Whole, false},
                                      Row{"RFC822.HEADER", mime::SectionKind::Header, true},
                                      Row{"RFC822.TEXT", mime::SectionKind::Text, false}};
    for (const Row& row : kRows)
    {
        if (!equalsIgnoringCase(row.name, name))
            continue;
        FetchSection section;
        section.kind = row.kind;
        section.peek = row.peek;
        section.label = row.name;
        return section;
    }
    return std::nullopt;
}

bool isSectionStart(sv rest, sv name)
{
    return rest.size() > name.size() && rest[name.size()] == '[' &&
           equalsIgnoringCase(rest.substr(0, name.size()), name);
}

/// BODY[…], BINARY[…] and their kin. Nothing if the item is none; false inside if it is a wrong
/// one.
std::optional<bool> readSection(ArgReader& args, FetchRequest& request)
{
    using Form = FetchSection::Form;
    struct Row
    {
        sv name;
        Form form;
        bool peek;
    };
    static constexpr std::array kRows{
        Row{"BODY", Form::AsStored, false}, Row{"BODY.PEEK", Form::AsStored, true},
        Row{"BINARY", Form::Decoded, false}, Row{"BINARY.PEEK", Form::Decoded, true},
        Row{"BINARY.SIZE", Form::DecodedSize, true}};
    for (const Row& row : kRows)
    {
        if (!isSectionStart(args.rest(), row.name))
            continue;
        for (std::size_t i = 0; i <= row.name.size(); ++i)
            args.skip(args.rest().front());
        FetchItem item{FetchField::Section, {}};
        item.section.peek = row.peek;
        item.section.form = row.form;
        const bool good = row.form == Form::AsStored ? parseSection(args, item.section)
                                                     : parseBinarySection(args, item.section);
        request.items.push_back(std::move(item));
        return good;
    }
    return std::nullopt;
}

/// [SP "(" "LAZY" *(SP "LAZY") ")"], RFC 8970 §5
std::optional<FetchField> readPreview(ArgReader& args)
{
    ArgReader ahead = args;
    if (!ahead.space() || !ahead.skip('('))
        return FetchField::Preview;
    do
    {
        if (!equalsIgnoringCase(ahead.word().value_or(sv{}), "LAZY"))
            return std::nullopt;
    } while (ahead.space());
    if (!ahead.skip(')'))
        return std::nullopt;
    args = ahead;
    return FetchField::PreviewIfReady;
}

bool readItem(ArgReader& args, FetchRequest& request)
{
    if (const auto section = readSection(args, request))
        return *section;
    const auto name = args.atom();
    if (!name)
        return false;
    if (equalsIgnoringCase(*name, "PREVIEW"))
    {
        const auto preview = readPreview(args);
        request.add(preview.value_or(FetchField::Preview));
        return preview.has_value();
    }
    if (const auto field = plainField(*name))
        request.add(*field);
    else if (auto section = oldSection(*name))
        request.items.push_back({FetchField::Section, std::move(*section)});
    else
        return false;
    return true;
}

bool readItems(ArgReader& args, FetchRequest& request)
{
    do
    {
        if (request.items.size() == kMaxItems || !readItem(args, request))
            return false;
    } while (args.space());
    return args.skip(')');
}

} // namespace

std::optional<FetchRequest> FetchRequest::parse(ArgReader& args)
{
    FetchRequest request;
    if (args.skip('('))
        return readItems(args, request) ? std::optional{std::move(request)} : std::nullopt;
    ArgReader macro = args;
    const auto name = macro.word();
    if (name && macro.atEnd() && addMacro(request, *name))
    {
        args = macro;
        return request;
    }
    return readItem(args, request) ? std::optional{std::move(request)} : std::nullopt;
}

bool FetchRequest::has(FetchField field) const
{
    return std::any_of(items.begin(), items.end(),
                       [&](const FetchItem& item) { return item.field == field; });
}

void FetchRequest::add(FetchField field)
{
    if (!has(field))
        items.push_back({field, {}});
}

void FetchRequest::addUid()
{
    if (!has(FetchField::Uid))
        items.insert(items.begin(), {FetchField::Uid, {}});
}

std::uint32_t FetchRequest::storeFields() const
{
    std::uint32_t fields = KC_MESSAGE_FLAGS;
    for (const FetchItem& item : items)
    {
        switch (item.field)
        {
        case FetchField::Flags:
        case FetchField::Uid:
        case FetchField::EmailId:
        case FetchField::ThreadId:
        case FetchField::Modseq:
        case FetchField::PreviewIfReady:
        case FetchField::Preview:
            break;
        case FetchField::InternalDate:
        case FetchField::SaveDate:
        case FetchField::Size:
            fields |= KC_MESSAGE_FACTS;
            break;
        case FetchField::Envelope:
        case FetchField::Body:
        case FetchField::BodyStructure:
            fields |= KC_MESSAGE_SUMMARY;
            break;
        case FetchField::Section: // its size, or where the header ends
            fields |= item.section.isWhole() ? KC_MESSAGE_FACTS : KC_MESSAGE_SUMMARY;
            break;
        }
    }
    return fields;
}

bool FetchRequest::setsSeen() const
{
    return std::any_of(items.begin(), items.end(),
                       [](const FetchItem& item)
                       { return item.field == FetchField::Section && !item.section.peek; });
}

} // namespace kc::imap
