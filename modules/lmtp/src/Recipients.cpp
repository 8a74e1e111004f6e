// SPDX-License-Identifier: Apache-2.0
// See Conversation.h: RCPT, and whom a name means.
#include "Conversation.h"

namespace kc::lmtp
{

namespace
{

/// What the directory said of a name.
struct Found
{
    kc_id id = 0;
    bool isLocal = false;
    bool hasStore = false;
    std::string login;
};

Found describe(const kc_principal& principal)
{
    const kc_user& user = *principal.user;
    return {principal.id, principal.is_local != 0, (KC_KIND(user.kind) & KC_KINDS_WITH_STORE) != 0,
            std::string{view(principal.login)}};
}

Status find(Context& context, Directory& directory, sv name, Found& found)
{
    return directory.find(context, KC_ID_SYSTEM, named(name),
                          [&](const kc_principal& principal) { found = describe(principal); });
}

} // namespace

void Conversation::onRcpt(Context& context, sv argument)
{
    if (!_transaction.isOpen())
        return wrong("503 5.5.1 Give a sender first");
    if (_transaction.isChunked())
        return wrong("503 5.5.1 The message has begun");
    const auto path = parsePath(argument, "TO:");
    if (!path || path->mailbox.empty())
        return wrong("501 5.1.3 Bad destination mailbox address syntax");
    if (refusesParameters(parseRcptParameters(path->parameters)))
        return;
    if (refusesUtf8(path->mailbox, _transaction.isUtf8()))
        return;
    // RFC 5321 §4.5.3.1.10: the client sends the others in another transaction.
    if (_transaction.addressees().size() >= _settings->recipientLimit)
        return reply("452 4.5.3 Too many recipients");
    resolve(context, path->mailbox);
}

/// A name with a delimiter in it may be somebody's whole name: that goes first.
void Conversation::resolve(Context& context, sv mailbox)
{
    Found found;
    const std::string name = lookUpName(mailbox);
    DetailName split;
    Status status = find(context, _services.directory, name, found);
    if (status == KC_ENOTFOUND)
        split = splitDetail(name, _settings->recipientDelimiter);
    if (!split.name.empty())
        status = find(context, _services.directory, split.name, found);
    Reply answer = recipientReply(status.code());
    if (status == KC_OK && found.id == 0)
        answer = recipientReply(KC_EBUG);
    else if (status == KC_OK && (!found.hasStore || found.id == KC_ID_SYSTEM))
        answer = recipientReply(KC_ENOTFOUND); // groups are the MTA's to expand
    else if (status == KC_OK && !found.isLocal)
        answer = kElsewhere;
    if (answer.code.starts_with('2'))
    {
        _transaction.add(mailbox, {found.id, found.login, split.detail});
        return reply("250 2.1.5 Ok");
    }
    reply(answer, mailbox);
    _services.log.info(context, "Recipient refused",
                       {{"recipient", mailbox}, {"answer", answer.code}});
}

/// RFC 6531 §3.5: an address above ASCII needs SMTPUTF8.
bool Conversation::refusesUtf8(sv mailbox, bool isUtf8)
{
    if (isUtf8 || isAscii(mailbox))
        return false;
    wrong("553 5.6.7 Say SMTPUTF8 for such an address");
    return true;
}

} // namespace kc::lmtp
