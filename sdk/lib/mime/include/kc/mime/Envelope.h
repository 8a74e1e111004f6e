// SPDX-License-Identifier: Apache-2.0
// IMAP's ENVELOPE (RFC 3501 §7.4.2, RFC 9051 §7.5.2) of a message's header fields.
#pragma once

#include <kc/mime/Structure.h>

#include <cstddef>
#include <string>

namespace kc::mime
{

/// The parenthesised list `(date subject from sender reply-to to cc bcc in-reply-to message-id)`.
/// Sender and Reply-To default to From. Of all addresses the first `maxAddresses` are given. Text
/// longer than a line may be a literal.
std::string renderEnvelope(const EnvelopeFields& fields, std::size_t maxAddresses = 10'000);

/// The same, appended; `addressesLeft` is lowered by the addresses used.
void appendEnvelope(std::string& out, const EnvelopeFields& fields, std::size_t& addressesLeft);

} // namespace kc::mime
