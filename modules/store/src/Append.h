// SPDX-License-Identifier: Apache-2.0
// APPEND of one message or several (RFC 3502): all of them or none.
#pragma once

#include "Tables.h"

#include <kc/cross.hpp>

namespace kc::store
{

/// What the messages of one call may take up in memory, packed, if they are several.
inline constexpr std::size_t kMaxTogether = std::size_t{64} << 20;

class Append
{
public:
    /// `creator`: see Membership.
    Append(Tables& tables, kc_id mailbox, kc_id creator, const Allowance& allowance)
        : _tables{tables},
          _mailbox{mailbox},
          _creator{creator},
          _allowance{allowance},
          _now{currentTime()}
    {
    }

    /// Reads and packs one more. KC_ETOOBIG.
    Status take(Context& context, const kc_append& message);

    /// The closure.
    Status run(SqlTx& tx);

    /// Pushes a kc_appended each.
    void push(const Sink<kc_appended>& appended) const;

    /// Of all messages together.
    std::uint64_t octets() const;

private:
    struct Message
    {
        Membership membership;
        Content content;
        Arrival arrival;
    };

    Tables& _tables;
    kc_id _mailbox;
    kc_id _creator;
    Allowance _allowance;
    std::int64_t _now;
    std::vector<Message> _messages;
    std::size_t _together = 0;
};

} // namespace kc::store
