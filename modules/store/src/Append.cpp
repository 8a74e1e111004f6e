// SPDX-License-Identifier: Apache-2.0
// Each message is packed before the next is read, so that memory holds what will be inserted and no
// more.
#include "Append.h"

#include "Keywords.h"

namespace kc::store
{

Status Append::take(Context& context, const kc_append& message)
{
    Message taken{{message.flags & kAllFlags, parseKeywords(view(message.keywords)),
                   message.received, _now, _creator},
                  {},
                  {}};
    if (taken.membership.keywords.size() > kMaxKeywordOctets)
        return KC_ETOOBIG;
    const Pool<Intake>::Lease intake = _tables.intakes.lease();
    const Status status = intake->take(context, *message.message, _tables.attachments,
                                       _tables.attachmentMinSize.load());
    if (!status.ok())
        return status;
    taken.content = std::move(intake->content());
    taken.content.body.shrink_to_fit();
    _together += taken.content.body.size() + taken.content.summary.size();
    if (!_messages.empty() && _together > kMaxTogether)
        return KC_ETOOBIG;
    _messages.push_back(std::move(taken));
    return KC_OK;
}

Status Append::run(SqlTx& tx)
{
    std::optional<Target> target = _tables.arrivals.find(tx, _mailbox);
    if (!target)
        return KC_ENOTFOUND;
    for (Message& message : _messages)
    {
        const kc_code admitted = Arrivals::admit(*target, 1, _allowance);
        if (admitted != KC_OK)
            return admitted;
        const kc_id content = _tables.arrivals.insertContent(tx, message.content);
        message.arrival =
            _tables.arrivals.insert(tx, *target, content, message.content, message.membership);
    }
    return KC_OK;
}

std::uint64_t Append::octets() const
{
    std::uint64_t octets = 0;
    for (const Message& message : _messages)
        octets += message.content.octets;
    return octets;
}

void Append::push(const Sink<kc_appended>& appended) const
{
    for (const Message& message : _messages)
        if (!appended({sizeof(kc_appended), message.arrival.uid, message.arrival.email}))
            return;
}

} // namespace kc::store
