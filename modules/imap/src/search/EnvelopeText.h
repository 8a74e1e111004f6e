// SPDX-License-Identifier: Apache-2.0
// The searchable texts of a stored envelope (RFC 3501 §7.4.2), decoded and without case: SEARCH's
// FROM, TO, CC, BCC and SUBJECT are about the envelope, not the header. Made when first asked for.
// Total: of what is no envelope, what was understood.
#pragma once

#include <kc/mime/EnvelopeView.h>
#include <kc/status.hpp>

#include <map>
#include <string>

namespace kc::imap
{

class EnvelopeText
{
public:
    /// `envelope` must outlive it.
    explicit EnvelopeText(sv envelope) : _view{envelope} {}

    /// Is `key`, as kc::text::caseMap gives it, in a subject or in addresses as "NAME
    /// <MAILBOX@HOST>", one a line?
    bool has(mime::EnvelopeElement element, sv key);

private:
    const std::string& of(mime::EnvelopeElement element);
    std::string addresses(mime::EnvelopeElement element);

    mime::EnvelopeView _view;
    std::map<mime::EnvelopeElement, std::string> _texts;
};

} // namespace kc::imap
