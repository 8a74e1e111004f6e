// SPDX-License-Identifier: Apache-2.0
#include "HeaderCollector.h"

#include "Ascii.h"

#include <kc/mime/ExtendedParameter.h>
#include <kc/mime/HeaderField.h>

#include <algorithm>
#include <array>

namespace kc::mime
{

namespace
{

// Names longer than this are none of ours; the colon is looked for no further.
constexpr std::size_t kLongestName = 25;

struct NameRow
{
    std::string_view name;
    HeaderName id;
};

constexpr std::array<NameRow, 8> kContentNames{{
    {"content-type", HeaderName::ContentType},
    {"content-transfer-encoding", HeaderName::ContentTransferEncoding},
    {"content-disposition", HeaderName::ContentDisposition},
    {"content-id", HeaderName::ContentId},
    {"content-description", HeaderName::ContentDescription},
    {"content-md5", HeaderName::ContentMd5},
    {"content-language", HeaderName::ContentLanguage},
    {"content-location", HeaderName::ContentLocation},
}};

constexpr std::array<NameRow, 11> kEnvelopeNames{{
    {"date", HeaderName::Date},
    {"subject", HeaderName::Subject},
    {"from", HeaderName::From},
    {"sender", HeaderName::Sender},
    {"reply-to", HeaderName::ReplyTo},
    {"to", HeaderName::To},
    {"cc", HeaderName::Cc},
    {"bcc", HeaderName::Bcc},
    {"in-reply-to", HeaderName::InReplyTo},
    {"message-id", HeaderName::MessageId},
    {"references", HeaderName::References},
}};

template <std::size_t N>
HeaderName lookUp(const std::array<NameRow, N>& rows, std::string_view name) noexcept
{
    for (const auto& row : rows)
        if (row.name.size() == name.size() && ascii::equals(row.name, name))
            return row.id;
    return HeaderName::Unknown;
}

} // namespace

void HeaderCollector::begin(bool isMessage)
{
    _name = HeaderName::Unknown;
    _value.clear();
    _boundary.clear();
    _fields = 0;
    _octets = 0;
    _isMessage = isMessage;
    _sawEncoding = _sawType = false;
}

void HeaderCollector::append(std::string_view text)
{
    _octets += text.size();
    if (_name != HeaderName::Unknown)
        _value.append(
            text.substr(0, _limits.headerBytes - std::min(_limits.headerBytes, _value.size())));
}

void HeaderCollector::line(std::string_view text, Part& part, EnvelopeFields* envelope)
{
    if (!text.empty() && ascii::isBlank(text.front()))
        return append(text);
    if (_name != HeaderName::Unknown)
        finishField(part, envelope);
    if (++_fields > _limits.headers || _octets >= _limits.headerBlockBytes)
        return;
    // RFC 5322 §4.5: blanks may stand before the colon.
    std::string_view name = text.substr(0, kLongestName + 16);
    const auto colon = name.find(':');
    if (colon == name.npos)
        return append(text);
    name = ascii::trim(name.substr(0, colon));
    const char first = name.empty() ? '\0' : ascii::lower(name.front());
    if (first == 'c' && name.size() > 8)
        _name = lookUp(kContentNames, name);
    else if (_isMessage && name.size() <= 11)
        _name = lookUp(kEnvelopeNames, name);
    _octets += colon + 1;
    append(text.substr(colon + 1));
}

void HeaderCollector::more(std::string_view text)
{
    append(text);
}

void HeaderCollector::finish(Part& part, EnvelopeFields* envelope)
{
    if (_name != HeaderName::Unknown)
        finishField(part, envelope);
}

bool HeaderCollector::mayKeep(std::size_t octets)
{
    if (octets > _limits.keptBytes - std::min(_limits.keptBytes, _kept))
        return false;
    _kept += octets;
    return true;
}

void HeaderCollector::keep(std::optional<std::string>& field, const std::string& value)
{
    if (!field && mayKeep(value.size()))
        field = value;
}

// RFC 5322 §4.5.3: destination fields that occur again are read as one list.
void HeaderCollector::keepAddresses(std::optional<std::string>& field, const std::string& value)
{
    if (!field)
        keep(field, value);
    else if (mayKeep(value.size() + 2))
        field->append(", ").append(value);
}

void HeaderCollector::contentType(std::string_view value, Part& part)
{
    if (_sawType)
        return;
    _sawType = true;
    auto type = parseContentType(value, _limits.parameters);
    if (!type)
        return;
    if (const auto boundary = findExtended(type->parameters, "boundary"))
    {
        // RFC 2046 §5.1.1: a boundary does not end with blanks.
        std::string_view text = boundary->octets;
        while (!text.empty() && ascii::isBlank(text.back()))
            text.remove_suffix(1);
        if (text.size() <= kMaxBoundaryBytes)
            _boundary = text;
    }
    if (!mayKeep(value.size()))
    {
        type->parameters.clear();
        type->type.resize(std::min<std::size_t>(type->type.size(), 64));
        type->subtype.resize(std::min<std::size_t>(type->subtype.size(), 64));
    }
    part.contentType = std::move(type);
}

void HeaderCollector::content(Part& part, const std::string& value)
{
    switch (_name)
    {
    case HeaderName::ContentType:
        return contentType(value, part);
    case HeaderName::ContentTransferEncoding:
        if (_sawEncoding)
            return;
        _sawEncoding = true;
        part.encodingName = parseFirstToken(value);
        part.encoding = parseTransferEncoding(part.encodingName);
        if (part.encoding != TransferEncoding::Other)
            part.encodingName.clear();
        else if (!mayKeep(part.encodingName.size()))
            part.encodingName = "x-unknown";
        return;
    case HeaderName::ContentDisposition:
        if (!part.disposition && mayKeep(value.size()))
            part.disposition = parseDisposition(value, _limits.parameters);
        return;
    case HeaderName::ContentId:
        return keep(part.contentId, value);
    case HeaderName::ContentDescription:
        return keep(part.description, value);
    case HeaderName::ContentMd5:
        return keep(part.md5, value);
    case HeaderName::ContentLocation:
        return keep(part.location, value);
    case HeaderName::ContentLanguage:
        if (part.languages.empty() && mayKeep(value.size()))
            part.languages = parseLanguages(value, _limits.parameters);
        return;
    default:
        return;
    }
}

void HeaderCollector::finishField(Part& part, EnvelopeFields* envelope)
{
    const std::string value = unfold(_value);
    switch (_name)
    {
    case HeaderName::Unknown:
        break;
    case HeaderName::Date:
        keep(envelope->date, value);
        break;
    case HeaderName::Subject:
        keep(envelope->subject, value);
        break;
    case HeaderName::From:
        keep(envelope->from, value);
        break;
    case HeaderName::Sender:
        keep(envelope->sender, value);
        break;
    case HeaderName::ReplyTo:
        keep(envelope->replyTo, value);
        break;
    case HeaderName::To:
        keepAddresses(envelope->to, value);
        break;
    case HeaderName::Cc:
        keepAddresses(envelope->cc, value);
        break;
    case HeaderName::Bcc:
        keepAddresses(envelope->bcc, value);
        break;
    case HeaderName::InReplyTo:
        keep(envelope->inReplyTo, value);
        break;
    case HeaderName::MessageId:
        keep(envelope->messageId, value);
        break;
    case HeaderName::References:
        if (part.parent == kNoPart) // threads are made of whole messages
            keep(envelope->references, value);
        break;
    default:
        content(part, value);
        break;
    }
    _name = HeaderName::Unknown;
    _value.clear();
}

} // namespace kc::mime
