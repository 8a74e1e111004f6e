// SPDX-License-Identifier: Apache-2.0
// See Maildrop.h.
#include "Maildrop.h"

#include <algorithm>

namespace kc::pop3
{

namespace
{

constexpr kc_uid_range kAll{1, UINT32_MAX};

void require(Status status, const char* what)
{
    if (!status.ok())
        throw Fault{status.code(), what};
}

} // namespace

Maildrop Maildrop::open(Context& context, Store& store, Mail& mail, kc_id account)
{
    Maildrop made;
    const auto takeMailbox = [&](const kc_mailbox& mailbox)
    {
        made._mailbox = mailbox.id;
        made._uidValidity = mailbox.uid_validity;
        made._messages.reserve(mailbox.messages);
    };
    require(store.mailbox(context, account, "INBOX", Sink<kc_mailbox>{takeMailbox}),
            "the inbox cannot be had");
    const auto takeMessage = [&](const kc_message& message) {
        made._messages.push_back({message.uid, false, message.octets});
    };
    require(mail.list(context, made._mailbox, {&kAll, 1}, KC_MESSAGE_FACTS, 0,
                      Sink<kc_message>{takeMessage}),
            "the inbox cannot be listed");
    made.reset();
    return made;
}

const Maildrop::Message* Maildrop::find(std::uint32_t number) const
{
    if (number == 0 || number > size() || _messages[number - 1].isDeleted)
        return nullptr;
    return &_messages[number - 1];
}

std::string Maildrop::uniqueId(const Message& message) const
{
    return std::to_string(_uidValidity) + '.' + std::to_string(message.uid);
}

std::optional<Reader> Maildrop::read(Context& context, Mail& mail, const Message& message) const
{
    kc_reader raw{nullptr, nullptr};
    const Status status = mail.open(context, _mailbox, message.uid, raw);
    if (status == KC_ENOTFOUND)
        return std::nullopt;
    require(status, "a message cannot be opened");
    return Reader{raw};
}

void Maildrop::remove(std::uint32_t number)
{
    KC_ASSERT(find(number) != nullptr);
    Message& message = _messages[number - 1];
    message.isDeleted = true;
    --_count;
    _octets -= message.octets;
}

void Maildrop::reset()
{
    _count = size();
    _octets = 0;
    for (Message& message : _messages)
    {
        message.isDeleted = false;
        _octets += message.octets;
    }
}

bool Maildrop::update(Context& context, Mail& mail) const
{
    std::vector<kc_uid_range> ranges;
    for (const Message& message : _messages)
    {
        if (!message.isDeleted)
            continue;
        if (!ranges.empty() && ranges.back().last + 1 == message.uid)
            ranges.back().last = message.uid;
        else
            ranges.push_back({message.uid, message.uid});
    }
    if (ranges.empty())
        return true;
    const kc_uid_set uids{ranges.data(), ranges.size()};
    const kc_flag_update mark{sizeof mark, KC_FLAGS_ADD, KC_FLAG_DELETED, kc_str{nullptr, 0},
                              UINT64_MAX};
    const auto ignore = [](const kc_message&) {};
    const Status marked = mail.setFlags(context, _mailbox, uids, mark, Sink<kc_message>{ignore},
                                        Sink<kc_message>{ignore});
    if (marked == KC_ENOTFOUND) // the whole mailbox is gone, and they with it
        return true;
    if (!marked.ok() ||
        !mail.expunge(context, _mailbox, uids, Sink<kc_vanished>{[](const kc_vanished&) {}}).ok())
        return false;
    bool isLeft = false; // somebody else may have taken the mark off between the two calls
    const auto note = [&](const kc_message&) { isLeft = true; };
    const Status listed =
        mail.list(context, _mailbox, uids, KC_MESSAGE_FLAGS, 0, Sink<kc_message>{note});
    return listed.ok() && !isLeft;
}

} // namespace kc::pop3
