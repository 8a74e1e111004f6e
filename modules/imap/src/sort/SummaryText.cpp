// SPDX-License-Identifier: Apache-2.0
// See SummaryText.h.
#include "SummaryText.h"

#include <kc/mime/Summary.h>
#include <kc/status.hpp>
#include <kc/text/CaseMap.h>
#include <kc/text/HeaderText.h>

namespace kc::imap
{

namespace
{

mime::EnvelopeView envelopeOf(const kc_message& message)
{
    const auto summary = mime::SummaryView::parse(view(message.summary));
    return mime::EnvelopeView{summary ? summary->envelope : sv{}};
}

std::string compared(sv utf8)
{
    std::string mapped = text::caseMap(utf8.substr(0, kComparedBytes));
    if (mapped.size() > kComparedBytes)
        mapped.resize(kComparedBytes);
    return mapped;
}

} // namespace

std::int64_t sentSeconds(const kc_message& message)
{
    const auto summary = mime::SummaryView::parse(view(message.summary));
    return summary && summary->sent ? summary->sent->seconds : message.received;
}

mime::BaseSubject baseSubjectOf(const kc_message& message)
{
    const auto subject = envelopeOf(message).text(mime::EnvelopeElement::Subject);
    if (!subject)
        return {};
    mime::BaseSubject base = mime::baseSubject(text::decodeHeader(*subject));
    base.text = compared(base.text);
    return base;
}

std::string firstMailbox(const kc_message& message, mime::EnvelopeElement element)
{
    const auto addresses = envelopeOf(message).addresses(element, 1);
    return addresses.empty() ? std::string{} : compared(addresses.front().mailbox);
}

} // namespace kc::imap
