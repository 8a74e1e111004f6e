// SPDX-License-Identifier: Apache-2.0
#include <kc/mime/Address.h>
#include <kc/mime/Envelope.h>
#include <kc/mime/ImapString.h>

namespace kc::mime
{

namespace
{

void appendOrNil(std::string& out, const std::string& text)
{
    if (text.empty())
        out.append("NIL");
    else
        appendImapString(out, text);
}

// RFC 3501 §7.4.2: a NIL host marks the start of a group (with its name) or its end (with NIL). A
// mailbox without domain therefore has an empty host, not NIL.
void appendAddress(std::string& out, const Address& address)
{
    out.push_back('(');
    appendOrNil(out, address.name);
    out.push_back(' ');
    appendOrNil(out, address.route);
    out.push_back(' ');
    switch (address.kind)
    {
    case AddressKind::Mailbox:
        appendImapString(out, address.mailbox);
        out.push_back(' ');
        appendImapString(out, address.host);
        break;
    case AddressKind::GroupStart:
        appendImapString(out, address.mailbox);
        out.append(" NIL");
        break;
    case AddressKind::GroupEnd:
        out.append("NIL NIL");
        break;
    }
    out.push_back(')');
}

// The list or NIL, with a blank before it.
std::string addressList(const std::optional<std::string>& field, std::size_t& left)
{
    if (!field)
        return " NIL";
    const auto addresses = parseAddressList(*field, left);
    if (addresses.empty())
        return " NIL";
    std::string out = " (";
    for (const auto& address : addresses)
    {
        appendAddress(out, address);
        left -= address.kind != AddressKind::GroupEnd && left > 0 ? 1 : 0;
    }
    return out.append(")");
}

} // namespace

void appendEnvelope(std::string& out, const EnvelopeFields& fields, std::size_t& addressesLeft)
{
    out.push_back('(');
    appendImapNString(out, fields.date);
    out.push_back(' ');
    appendImapNString(out, fields.subject);

    const std::string from = addressList(fields.from, addressesLeft);
    out.append(from);
    for (const auto* field : {&fields.sender, &fields.replyTo})
    {
        // RFC 3501 §7.4.2: absent or empty, the server takes From's.
        const std::string list = addressList(*field, addressesLeft);
        out.append(list == " NIL" ? from : list);
    }
    for (const auto* field : {&fields.to, &fields.cc, &fields.bcc})
        out.append(addressList(*field, addressesLeft));

    out.push_back(' ');
    appendImapNString(out, fields.inReplyTo);
    out.push_back(' ');
    appendImapNString(out, fields.messageId);
    out.push_back(')');
}

std::string renderEnvelope(const EnvelopeFields& fields, std::size_t maxAddresses)
{
    std::string out;
    appendEnvelope(out, fields, maxAddresses);
    return out;
}

} // namespace kc::mime
