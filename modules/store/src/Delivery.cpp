// SPDX-License-Identifier: Apache-2.0
// All recipients share one content row, written with the first that takes the message.
#include "Delivery.h"

#include "MailboxName.h"

namespace kc::store
{

Delivery::Delivery(const Arrivals& arrivals, const Content& content, std::int64_t received,
                   std::span<const kc_recipient> recipients)
    : _arrivals{arrivals},
      _content{content},
      _now{currentTime()},
      _recipients{recipients},
      _outcomes(recipients.size())
{
    _membership.received = received;
    for (std::size_t i = 0; i < recipients.size(); ++i)
        _outcomes[i].mailbox =
            parseMailboxName(view(recipients[i].mailbox)).value_or(std::string{kInbox});
}

void Delivery::prepare(Context& context, People& people, Quotas& quotas)
{
    std::vector<kc_id> ids;
    for (const kc_recipient& recipient : _recipients)
        if (recipient.principal > 0)
            ids.push_back(recipient.principal);
    const PeopleById found = people.find(context, ids);
    for (std::size_t i = 0; i < _recipients.size(); ++i)
    {
        const auto to = found.find(_recipients[i].principal);
        if (to == found.end() || !to->second.hasPrivateStore())
            continue;
        _outcomes[i].store = {to->first, KC_STORE_PRIVATE, to->second.tenant, to->second.login};
        _outcomes[i].allowance = quotas.delivery(context, to->second);
    }
}

void Delivery::run(SqlTx& tx)
{
    kc_id content = 0;
    for (std::size_t i = 0; i < _recipients.size(); ++i)
    {
        Outcome& outcome = _outcomes[i];
        outcome.status = KC_ENOTFOUND;
        if (!outcome.store)
            continue;
        Target target = _arrivals.findOrInbox(tx, *outcome.store, outcome.mailbox, _now);
        outcome.status = Arrivals::admit(target, 1, outcome.allowance);
        if (outcome.status != KC_OK)
            continue;
        if (content == 0)
            content = _arrivals.insertContent(tx, _content);
        outcome.arrival = _arrivals.insert(tx, target, content, _content, _membership);
    }
}

void Delivery::push(const Sink<kc_delivered>& results) const
{
    for (std::size_t i = 0; i < _outcomes.size(); ++i)
    {
        const Outcome& outcome = _outcomes[i];
        kc_delivered delivered{};
        delivered.size = sizeof delivered;
        delivered.index = static_cast<std::uint32_t>(i);
        delivered.status = outcome.status;
        if (outcome.status == KC_OK)
        {
            delivered.uid = outcome.arrival.uid;
            delivered.email = outcome.arrival.email;
        }
        if (!results(delivered))
            return;
    }
}

} // namespace kc::store
