// SPDX-License-Identifier: Apache-2.0
// What an outcome is called on the wire (RFC 5321 §4.2, enhanced codes by RFC 3463 as RFC 2034 puts
// them in front of the text). A fault is always 4xx: only what is proven is permanent.
#pragma once

#include <kc/abi/draft/hook.h>
#include <kc/status.hpp>

namespace kc::lmtp
{

struct Reply
{
    sv code; // "250 2.1.5"
    sv text;
};

/// The answer to RCPT for what the directory said.
Reply recipientReply(kc_code code);

/// The answer after DATA for what the store said of one recipient.
Reply deliveryReply(kc_code code);

/// What the hooks said of a message, or of one recipient's copy of it.
struct Ruling
{
    kc_hook_verdict verdict = KC_HOOK_CONTINUE;
    std::string text = {}; // of a refusal; empty: the hook gave none

    bool isDelivered() const { return verdict == KC_HOOK_CONTINUE || verdict == KC_HOOK_DONE; }

    /// The answer when it is not delivered. Borrows from this.
    Reply reply() const;
};

inline constexpr Reply kTooBig{"552 5.3.4", "Message too big for system"};
inline constexpr Reply kLoop{"554 5.4.6", "Too many hops, mail loop"};
inline constexpr Reply kNoSpace{"452 4.3.1", "Insufficient system storage"};
inline constexpr Reply kElsewhere{"450 4.4.0", "Mailbox is on another server"};

} // namespace kc::lmtp
