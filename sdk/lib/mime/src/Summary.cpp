// SPDX-License-Identifier: Apache-2.0
#include <kc/mime/BodyStructure.h>
#include <kc/mime/Envelope.h>
#include <kc/mime/MessageId.h>
#include <kc/mime/Summary.h>

namespace kc::mime
{

namespace
{

constexpr char kVersion = 1;

enum class Tag : std::uint64_t
{
    Envelope = 1,
    BodyStructure = 2,
    Size = 3,
    HeaderLength = 4,
    Lines = 5,
    SentSeconds = 6,
    SentZone = 7,
    References = 8
};

void appendVarint(std::string& out, std::uint64_t value)
{
    for (; value >= 0x80; value >>= 7)
        out.push_back(static_cast<char>((value & 0x7F) | 0x80));
    out.push_back(static_cast<char>(value));
}

std::optional<std::uint64_t> takeVarint(std::string_view& rest) noexcept
{
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64 && !rest.empty(); shift += 7)
    {
        const auto octet = static_cast<unsigned char>(rest.front());
        rest.remove_prefix(1);
        if (shift == 63 && octet > 1)
            return std::nullopt;
        value |= std::uint64_t{octet & 0x7FU} << shift;
        if (octet < 0x80)
            return value;
    }
    return std::nullopt;
}

std::uint64_t zigzag(std::int64_t value) noexcept
{
    return static_cast<std::uint64_t>(value) << 1 ^ static_cast<std::uint64_t>(value >> 63);
}

std::int64_t unzigzag(std::uint64_t value) noexcept
{
    return static_cast<std::int64_t>(value >> 1 ^ (~(value & 1) + 1));
}

void appendText(std::string& out, Tag tag, std::string_view text)
{
    appendVarint(out, static_cast<std::uint64_t>(tag));
    appendVarint(out, text.size());
    out.append(text);
}

void appendNumber(std::string& out, Tag tag, std::uint64_t value)
{
    std::string octets;
    appendVarint(octets, value);
    appendText(out, tag, octets);
}

// A field that is one varint and nothing else.
std::optional<std::uint64_t> wholeVarint(std::string_view octets) noexcept
{
    const auto value = takeVarint(octets);
    return octets.empty() ? value : std::nullopt;
}

bool setNumber(SummaryView& view, Tag tag, std::string_view octets) noexcept
{
    const auto value = wholeVarint(octets);
    if (!value)
        return false;
    if (tag == Tag::Size)
        view.size = *value;
    else if (tag == Tag::HeaderLength)
        view.headerLength = *value;
    else if (tag == Tag::Lines)
        view.lines = *value;
    else if (tag == Tag::SentSeconds)
        view.sent = SentDate{unzigzag(*value), 0};
    else if (view.sent)
        view.sent->zoneMinutes = static_cast<std::int32_t>(unzigzag(*value));
    return true;
}

bool setField(SummaryView& view, std::uint64_t tag, std::string_view octets) noexcept
{
    if (tag == static_cast<std::uint64_t>(Tag::Envelope))
        view.envelope = octets;
    else if (tag == static_cast<std::uint64_t>(Tag::BodyStructure))
        view.bodyStructure = octets;
    else if (tag == static_cast<std::uint64_t>(Tag::References))
        view.references = octets;
    else if (tag <= static_cast<std::uint64_t>(Tag::SentZone))
        return setNumber(view, static_cast<Tag>(tag), octets);
    return true; // a later version's field
}

} // namespace

std::string Summary::encode() const
{
    std::string out;
    out.reserve(envelope.size() + bodyStructure.size() + 64);
    out.push_back(kVersion);
    appendText(out, Tag::Envelope, envelope);
    appendText(out, Tag::BodyStructure, bodyStructure);
    appendNumber(out, Tag::Size, size);
    appendNumber(out, Tag::HeaderLength, headerLength);
    appendNumber(out, Tag::Lines, lines);
    if (sent)
    {
        appendNumber(out, Tag::SentSeconds, zigzag(sent->seconds));
        appendNumber(out, Tag::SentZone, zigzag(sent->zoneMinutes));
    }
    if (references)
        appendText(out, Tag::References, *references);
    return out;
}

std::optional<SummaryView> SummaryView::parse(std::string_view encoded) noexcept
{
    if (encoded.empty() || encoded.front() != kVersion)
        return std::nullopt;
    encoded.remove_prefix(1);
    SummaryView view;
    for (std::uint64_t last = 0; !encoded.empty();)
    {
        const auto tag = takeVarint(encoded);
        const auto length = tag ? takeVarint(encoded) : std::nullopt;
        if (!length || *tag <= last || *length > encoded.size())
            return std::nullopt;
        last = *tag;
        const auto size = static_cast<std::size_t>(*length);
        if (!setField(view, *tag, encoded.substr(0, size)))
            return std::nullopt;
        encoded.remove_prefix(size);
    }
    return view;
}

std::string_view envelopeOf(std::string_view encoded) noexcept
{
    if (encoded.empty() || encoded.front() != kVersion)
        return {};
    encoded.remove_prefix(1);
    const auto tag = takeVarint(encoded); // the first that there can be
    const auto length = tag ? takeVarint(encoded) : std::nullopt;
    if (!length || *tag != static_cast<std::uint64_t>(Tag::Envelope) || *length > encoded.size())
        return {};
    return encoded.substr(0, static_cast<std::size_t>(*length));
}

std::optional<Summary> Summary::decode(std::string_view encoded)
{
    const auto view = SummaryView::parse(encoded);
    if (!view)
        return std::nullopt;
    return Summary{std::string(view->envelope),
                   std::string(view->bodyStructure),
                   view->size,
                   view->headerLength,
                   view->lines,
                   view->sent,
                   view->references ? std::optional<std::string>(*view->references) : std::nullopt};
}

Summary summarize(const Structure& structure, const Limits& limits)
{
    const auto& fields = structure.envelopes.front();
    Summary summary;
    summary.envelope = renderEnvelope(fields, limits.addresses);
    summary.bodyStructure = renderBodyStructure(structure, BodyForm::Extended, limits.addresses);
    summary.size = structure.size;
    summary.headerLength = structure.parts.front().bodyStart;
    summary.lines = structure.lines;
    if (fields.date)
        summary.sent = parseDate(*fields.date);
    summary.references.emplace();
    for (const std::string& id : referencesOf(fields.references, fields.inReplyTo))
        summary.references->append(summary.references->empty() ? "" : " ").append(id);
    return summary;
}

} // namespace kc::mime
