// SPDX-License-Identifier: Apache-2.0
// What SORT and THREAD compare of a stored summary (RFC 5256 §2), brought into the form of
// i;unicode-casemap (RFC 5051), whose octets are compared. Of what is no summary: nothing.
#pragma once

#include <kc/abi/draft/store.h>
#include <kc/mime/BaseSubject.h>
#include <kc/mime/EnvelopeView.h>

#include <cstdint>
#include <string>

namespace kc::imap
{

/// RFC 5256 §2.2: when it was sent or, if nobody knows, when it arrived.
std::int64_t sentSeconds(const kc_message& message);

mime::BaseSubject baseSubjectOf(const kc_message& message);

/// addr-mailbox of the first address (RFC 5256 §3).
std::string firstMailbox(const kc_message& message, mime::EnvelopeElement element);

/// Texts are compared by so many octets.
inline constexpr std::size_t kComparedBytes = 512;

} // namespace kc::imap
