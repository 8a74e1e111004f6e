// SPDX-License-Identifier: Apache-2.0
#include "Delivery.h"

#include <ctime>

namespace kc::lmtp
{

namespace
{

/// A failure of the whole leaves nothing that may be called delivered.
void failAll(std::vector<DeliveryOutcome>& outcomes, kc_code code)
{
    for (DeliveryOutcome& each : outcomes)
        each = {code, 0, {}};
}

} // namespace

std::vector<DeliveryOutcome> deliver(Context& context, const Log& log, Mail& mail,
                                     const spool::Spool& message,
                                     const std::vector<kc_recipient>& recipients)
{
    std::vector<DeliveryOutcome> outcomes(recipients.size());
    try // the fence of delivery: the answers go out whatever happens
    {
        const Reader reader{spool::openReader(context.host(), message)};
        const Status status = mail.deliver(
            context, reader.raw(), std::time(nullptr), recipients.data(),
            static_cast<std::uint32_t>(recipients.size()),
            [&](const kc_delivered& result)
            {
                if (result.index < outcomes.size())
                    outcomes[result.index] = {static_cast<kc_code>(result.status), result.uid, {}};
            });
        if (status != KC_OK)
            failAll(outcomes, status.ok() ? KC_EUNAVAIL : status.code());
    }
    catch (const std::exception& exception)
    {
        log.write(KC_LOG_ERROR, &context, "Delivery failed, to be tried again",
                  {{"reason", exception.what()}});
        failAll(outcomes, KC_EUNAVAIL);
    }
    return outcomes;
}

} // namespace kc::lmtp
