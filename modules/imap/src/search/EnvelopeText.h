// SPDX-License-Identifier: Apache-2.0
// The searchable texts of a stored envelope (RFC 3501 §7.4.2), decoded and without case: SEARCH's
// FROM, TO, CC, BCC and SUBJECT are about the envelope, not the header. Made when first asked for.
// Total: of what is no envelope, what was understood.
#pragma once

#include <kc/mime/EnvelopeView.h>
#include <kc/status.hpp>

#include <array>
#include <optional>
#include <string>

namespace kc::imap
{

class EnvelopeText
{
public:
    /// `envelope` must outlive it.
    explicit EnvelopeText(sv envelope) : _view{envelope} {}

    /// A subject, or addresses as "NAME <MAILBOX@HOST>", one a line, as kc::text::caseMap gives
    /// them.
    const std::string& of(mime::EnvelopeElement element);

private:
    std::string addresses(mime::EnvelopeElement element);

    mime::EnvelopeView _view;
    std::array<std::optional<std::string>, 10> _texts;
};

} // namespace kc::imap
