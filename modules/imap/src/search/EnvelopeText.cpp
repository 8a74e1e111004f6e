// SPDX-License-Identifier: Apache-2.0
// See EnvelopeText.h.
#include "EnvelopeText.h"

#include "wire/Ascii.h"

#include <kc/text/CaseMap.h>
#include <kc/text/HeaderText.h>

#include <algorithm>
#include <array>
#include <optional>

namespace kc::imap
{

namespace
{

constexpr std::size_t kMaxPlain = 512;

/// What a quoted string says if it says it as it stands: most subjects are ASCII.
std::optional<sv> plainText(sv quoted)
{
    if (quoted.size() < 2 || quoted.size() > kMaxPlain || quoted.front() != '"' ||
        quoted.back() != '"')
        return std::nullopt;
    const sv text = quoted.substr(1, quoted.size() - 2);
    const bool asItStands =
        text.find('\\') == sv::npos && text.find('"') == sv::npos && text::isPlainHeader(text);
    return asItStands ? std::optional{text} : std::nullopt;
}

/// Without case: of ASCII, caseMap() gives the capitals (RFC 5051 §2).
bool hasPlain(sv text, sv key)
{
    std::array<char, kMaxPlain> capitals;
    std::transform(text.begin(), text.end(), capitals.begin(), upper);
    return sv{capitals.data(), text.size()}.find(key) != sv::npos;
}

} // namespace

std::string EnvelopeText::addresses(mime::EnvelopeElement element)
{
    std::string text;
    for (const mime::Address& written : _view.addresses(element))
    {
        if (written.kind == mime::AddressKind::GroupEnd)
            continue;
        const mime::Address address = text::decodeAddress(written);
        text.append(text.empty() ? "" : "\n").append(address.name);
        if (address.kind == mime::AddressKind::GroupStart)
            text.append(address.mailbox);
        else
            text.append(address.name.empty() ? "<" : " <")
                .append(address.mailbox)
                .append("@")
                .append(address.host)
                .append(">");
    }
    return text;
}

const std::string& EnvelopeText::of(mime::EnvelopeElement element)
{
    const auto [at, isNew] = _texts.try_emplace(element);
    if (isNew)
        at->second = text::caseMap(element == mime::EnvelopeElement::Subject
                                       ? text::decodeHeader(_view.text(element).value_or(""))
                                       : addresses(element));
    return at->second;
}

bool EnvelopeText::has(mime::EnvelopeElement element, sv key)
{
    if (element == mime::EnvelopeElement::Subject)
        if (const auto subject = plainText(_view.raw(element)))
            return hasPlain(*subject, key);
    return of(element).find(key) != std::string::npos;
}

} // namespace kc::imap
