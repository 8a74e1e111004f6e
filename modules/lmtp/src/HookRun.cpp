// SPDX-License-Identifier: Apache-2.0
#include "HookRun.h"

namespace kc::lmtp
{

Ruling HookRun::rule(kc_hook_stage stage, const DataPhase& data, std::size_t recipient,
                     hooks::Edits& edits)
{
    std::vector<kc_str> names;
    for (const Addressee& each : _transaction.addressees())
        if (stage == KC_HOOK_MESSAGE || (each.recipient == recipient && names.empty()))
            names.push_back(str(each.mailbox));
    const std::uint64_t begin = data.traceOctets();
    Reader reader{spool::openReader(_context.host(), data.message(), begin)};
    const kc_hook_message message{
        sizeof message,
        str(_transaction.sender()),
        names.data(),
        static_cast<std::uint32_t>(names.size()),
        stage == KC_HOOK_MESSAGE ? 0 : _transaction.recipients()[recipient].principal,
        str(_clientAddress),
        reader.out(),
        data.message().length() - begin,
        str(data.header())};
    const kc_hook_verdict verdict = _services.hooks.run(_context, message, edits, _settings.hooks);
    return {verdict, std::move(edits.reply)};
}

Ruling HookRun::askAll(DataPhase& data)
{
    if (!_services.hooks.wants(KC_HOOK_MESSAGE))
        return {};
    hooks::Edits edits{KC_HOOK_MESSAGE, {}, {}, {}};
    Ruling ruling = rule(KC_HOOK_MESSAGE, data, 0, edits);
    if (ruling.isDelivered())
        data.prepend(edits.header);
    return ruling;
}

Ruling HookRun::askOne(const DataPhase& data, std::size_t recipient, std::string& mailbox)
{
    if (!_services.hooks.wants(KC_HOOK_RECIPIENT))
        return {};
    hooks::Edits edits{KC_HOOK_RECIPIENT, {}, {}, {}};
    Ruling ruling = rule(KC_HOOK_RECIPIENT, data, recipient, edits);
    mailbox = std::move(edits.mailbox);
    if (!ruling.isDelivered() || mailbox.empty())
        return ruling;
    return openMailbox(_transaction.recipients()[recipient].principal, mailbox);
}

/// Makes the mailbox if there is none; the inbox stands in for a name that is none.
Ruling HookRun::openMailbox(kc_id principal, std::string& mailbox)
{
    try // a fault defers this recipient, not the others
    {
        kc_id account = 0, made = 0;
        Status status = _services.store.account(_context, principal, account);
        if (status.ok())
            status = _services.store.mailbox(_context, account, mailbox, [](const kc_mailbox&) {});
        if (status == KC_ENOTFOUND)
            status = _services.store.create(_context, account, mailbox, made);
        if (status.ok() || status == KC_EEXISTS) // somebody was faster
            return {};
        _services.log.warn("A delivery hook chose a mailbox that cannot be; the inbox takes it",
                           {{"mailbox", mailbox}});
        mailbox.clear();
        return {};
    }
    catch (const Fault& fault)
    {
        _services.log.write(KC_LOG_ERROR, &_context, "Delivery failed, to be tried again",
                            {{"reason", fault.what()}});
        return {KC_HOOK_DEFER, {}};
    }
}

std::vector<DeliveryOutcome> HookRun::deliver(DataPhase& data)
{
    const std::size_t count = _transaction.recipients().size();
    const Ruling whole = askAll(data);
    std::vector<DeliveryOutcome> outcomes(count, {KC_OK, 0, whole});
    if (!whole.isDelivered())
        return outcomes;
    std::vector<std::string> mailboxes(count);
    std::vector<kc_recipient> chosen;
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < count; ++i)
    {
        outcomes[i].ruling = askOne(data, i, mailboxes[i]);
        if (!outcomes[i].ruling.isDelivered())
            continue;
        chosen.push_back(_transaction.recipients()[i]);
        chosen.back().mailbox = str(mailboxes[i].empty() ? _transaction.folder(i) : mailboxes[i]);
        places.push_back(i);
    }
    if (chosen.empty())
        return outcomes;
    const std::vector<DeliveryOutcome> delivered =
        kc::lmtp::deliver(_context, _services.log, _services.mail, data.message(), chosen);
    for (std::size_t i = 0; i < places.size(); ++i)
        outcomes[places[i]] = delivered[i];
    return outcomes;
}

} // namespace kc::lmtp
