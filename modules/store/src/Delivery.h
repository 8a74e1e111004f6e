// SPDX-License-Identifier: Apache-2.0
// One message to many accounts: its closure, and each recipient's outcome.
#pragma once

#include "Arrivals.h"
#include "access/Quotas.h"

#include <kc/cross.hpp>

#include <span>

namespace kc::store
{

class Delivery
{
public:
    /// Borrows all of it, for as long as it lives.
    Delivery(const Arrivals& arrivals, const Content& content, std::int64_t received,
             std::span<const kc_recipient> recipients);

    /// Before the closure: who the recipients are, and how much they may have. Throws Fault when
    /// the directory cannot tell.
    void prepare(Context& context, People& people, Quotas& quotas);

    /// The closure: sets the outcomes, whatever an earlier run left. A recipient's permanent
    /// outcome is no failure of the others; a fault is thrown and is one of all.
    void run(SqlTx& tx);

    /// Pushes a kc_delivered each, in the order of the recipients.
    void push(const Sink<kc_delivered>& results) const;

    template <class Visit>
    void eachArrival(Visit&& visit) const
    {
        for (const Outcome& outcome : _outcomes)
            if (outcome.status == KC_OK)
                visit(outcome.arrival, outcome.allowance);
    }

private:
    struct Outcome
    {
        kc_code status = KC_EINVAL;
        std::string mailbox;           // canonical
        std::optional<NewStore> store; // nothing: the directory proved that there is no such user
        Allowance allowance;
        Arrival arrival;
    };

    const Arrivals& _arrivals;
    const Content& _content;
    Membership _membership;
    std::int64_t _now;
    std::span<const kc_recipient> _recipients;
    std::vector<Outcome> _outcomes;
};

} // namespace kc::store
