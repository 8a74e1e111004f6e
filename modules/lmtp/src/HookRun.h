// SPDX-License-Identifier: Apache-2.0
// One message's way through the delivery hooks, and then to the store for those recipients for whom
// no hook stopped it.
#pragma once

#include "DataPhase.h"
#include "Delivery.h"
#include "Settings.h"
#include "Transaction.h"

#include <kc/hooks/Chain.h>

namespace kc::lmtp
{

/// What messages are delivered by. Lives as long as the module.
struct DeliveryServices
{
    const hooks::Chain& hooks;
    Store& store; // where mailboxes that a hook chose are made
    Mail& mail;
    Log log;
};

class HookRun
{
public:
    HookRun(Context& context, const DeliveryServices& services, const Settings& settings,
            const Transaction& transaction, sv clientAddress)
        : _context{context},
          _services{services},
          _settings{settings},
          _transaction{transaction},
          _clientAddress{clientAddress}
    {
    }

    /// One outcome for each of the transaction's recipients. Header fields that hooks add stand in
    /// the message for all of them, so that they share one content.
    std::vector<DeliveryOutcome> deliver(DataPhase& data);

private:
    Ruling rule(kc_hook_stage stage, const DataPhase& data, std::size_t recipient,
                hooks::Edits& edits);
    Ruling askAll(DataPhase& data);
    Ruling askOne(const DataPhase& data, std::size_t recipient, std::string& mailbox);
    Ruling openMailbox(kc_id principal, std::string& mailbox);

    Context& _context;
    const DeliveryServices& _services;
    const Settings& _settings;
    const Transaction& _transaction;
    const sv _clientAddress;
};

} // namespace kc::lmtp
