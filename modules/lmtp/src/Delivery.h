// SPDX-License-Identifier: Apache-2.0
// Hands a message to the store and collects what became of it for each recipient.
#pragma once

#include "Replies.h"
#include <kc/spool/Spool.h>

#include <kc/log.hpp>
#include <kc/store.hpp>

#include <vector>

namespace kc::lmtp
{

struct DeliveryOutcome
{
    kc_code code = KC_EUNAVAIL; // KC_OK only when the store said that it is durable
    std::uint32_t uid = 0;
    Ruling ruling; // when a hook stopped it, the two above mean nothing

    bool isDelivered() const { return ruling.isDelivered() && code == KC_OK; }

    /// The answer after DATA. Borrows from this.
    Reply reply() const { return ruling.isDelivered() ? deliveryReply(code) : ruling.reply(); }
};

/// One outcome for each of `recipients`, in their order. Never throws: what fails as a whole fails
/// for all, and is logged.
std::vector<DeliveryOutcome> deliver(Context& context, const Log& log, Mail& mail,
                                     const spool::Spool& message,
                                     const std::vector<kc_recipient>& recipients);

} // namespace kc::lmtp
