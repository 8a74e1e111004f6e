// SPDX-License-Identifier: Apache-2.0
// Any octets as an envelope that is read back, and as addresses that are written and read back.
#include "Require.h"

#include <kc/mime/Envelope.h>
#include <kc/mime/EnvelopeView.h>

#include <algorithm>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace kc;
    using mime::EnvelopeElement;
    const auto text = fuzz::textOf(data, size);
    mime::EnvelopeView any{text};
    for (int i = 0; i < 10; ++i)
    {
        any.text(static_cast<EnvelopeElement>(i));
        any.addresses(static_cast<EnvelopeElement>(i));
    }

    std::string value{text};
    std::replace(value.begin(), value.end(), '\0', ' '); // as the envelope does
    mime::EnvelopeFields fields;
    fields.subject = fields.messageId = fields.to = value;
    const std::string envelope = mime::renderEnvelope(fields, 100);
    mime::EnvelopeView view{envelope};
    fuzz::require(view.text(EnvelopeElement::Subject) == value &&
                      view.text(EnvelopeElement::MessageId) == value,
                  "a text does not come back");
    fuzz::require(view.addresses(EnvelopeElement::To) == mime::parseAddressList(value, 100),
                  "addresses do not come back");
    fuzz::require(!view.text(EnvelopeElement::InReplyTo), "NIL is a text");
    return 0;
}
