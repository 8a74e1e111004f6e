// SPDX-License-Identifier: Apache-2.0
// See EnvelopeText.h.
#include "EnvelopeText.h"

#include <kc/text/CaseMap.h>
#include <kc/text/HeaderText.h>

namespace kc::imap
{

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
    auto& text = _texts[static_cast<std::size_t>(element)];
    if (!text)
        text = text::caseMap(element == mime::EnvelopeElement::Subject
                                 ? text::decodeHeader(_view.text(element).value_or(std::string{}))
                                 : addresses(element));
    return *text;
}

} // namespace kc::imap
