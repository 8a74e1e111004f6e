// SPDX-License-Identifier: Apache-2.0
// The searchable texts of a stored envelope (RFC 3501 §7.4.2), in capitals: SEARCH's FROM, TO, CC,
// BCC and SUBJECT are about the envelope, not the header. Total: of what is no envelope, what was
// understood.
#pragma once

#include <kc/status.hpp>

#include <string>

namespace kc::imap
{

struct EnvelopeText
{
    explicit EnvelopeText(sv envelope);

    std::string subject;
    std::string from, to, cc, bcc; ///< "NAME <MAILBOX@HOST>", one a line
};

} // namespace kc::imap
