// SPDX-License-Identifier: Apache-2.0
// Names of mailboxes at the edge of the protocol: modified UTF-7 (RFC 3501 §5.1.3) outside, UTF-8
// inside. Total: any octets give a name or nothing.
#pragma once

#include <kc/status.hpp>

#include <optional>
#include <string>

namespace kc::imap
{

/// UTF-8 of a name in modified UTF-7. Nothing for what is not well-formed: 8-bit octets, control
/// characters, wrong base64, lone surrogates, printable ASCII in base64, a superfluous shift.
std::optional<std::string> fromModifiedUtf7(sv name);

/// Modified UTF-7 of UTF-8; octets that are no UTF-8 become U+FFFD.
std::string toModifiedUtf7(sv name);

/// A mailbox's name as a client gave it, as the store knows it: UTF-8, INBOX in capitals, without a
/// delimiter at the end (RFC 3501 §6.3.3). Nothing if it can be no name.
std::optional<std::string> mailboxName(sv given);

} // namespace kc::imap
