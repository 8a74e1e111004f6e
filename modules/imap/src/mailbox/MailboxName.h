// SPDX-License-Identifier: Apache-2.0
// Names of mailboxes at the edge of the protocol: modified UTF-7 (RFC 3501 §5.1.3) outside, or
// UTF-8 for clients that asked for it (RFC 9051 §5.1, RFC 6855 §3); inside UTF-8 in Normalization
// Form C. Total: any octets give a name or nothing.
#pragma once

#include <kc/status.hpp>

#include <optional>
#include <string>

namespace kc::imap
{

/// How the client spells names.
enum class NameForm : bool
{
    ModifiedUtf7,
    Utf8
};

/// UTF-8 of a name in modified UTF-7. Nothing for what is not well-formed: 8-bit octets, control
/// characters, wrong base64, lone surrogates, printable ASCII in base64, a superfluous shift.
std::optional<std::string> fromModifiedUtf7(sv name);

/// Modified UTF-7 of UTF-8; octets that are no UTF-8 become U+FFFD.
std::string toModifiedUtf7(sv name);

/// A mailbox's name as a client gave it, as the store knows it: UTF-8 in Normalization Form C (RFC
/// 9051 §5.1), INBOX in capitals, without a delimiter at the end (RFC 3501 §6.3.3). Nothing if it
/// can be no name.
std::optional<std::string> mailboxName(sv given, NameForm form);

/// A name of the store as the client spells it; not quoted yet.
std::string spelledName(sv name, NameForm form);

/// Appends a spelled name as a string: quoted, also if it is UTF-8 (RFC 9051 §4.3).
void appendName(std::string& out, sv spelled);

} // namespace kc::imap
