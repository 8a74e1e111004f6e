// SPDX-License-Identifier: Apache-2.0
// See EnvelopeText.h.
#include "EnvelopeText.h"

#include "wire/ArgReader.h"
#include "wire/Ascii.h"

namespace kc::imap
{

namespace
{

std::string readText(ArgReader& args)
{
    const auto text = args.nstring();
    args.space();
    return text && *text ? toUpper(**text) : std::string{};
}

/// "(" name SP route SP mailbox SP host ")"
void readAddress(ArgReader& args, std::string& out)
{
    const std::string name = readText(args);
    (void)readText(args);
    const std::string mailbox = readText(args);
    const std::string host = readText(args);
    if (!out.empty())
        out.push_back('\n');
    out.append(name).append(name.empty() ? "<" : " <").append(mailbox);
    out.append("@").append(host).append(">");
}

std::string readAddresses(ArgReader& args)
{
    std::string text;
    if (args.skip('('))
    {
        while (args.skip('('))
        {
            readAddress(args, text);
            if (!args.skip(')'))
                return text;
            args.space();
        }
        args.skip(')');
        args.space();
    }
    else
        (void)readText(args); // NIL
    return text;
}

} // namespace

EnvelopeText::EnvelopeText(sv envelope)
{
    ArgReader args{envelope};
    args.skip('(');
    (void)readText(args); // date
    subject = readText(args);
    from = readAddresses(args);
    (void)readAddresses(args); // sender
    (void)readAddresses(args); // reply-to
    to = readAddresses(args);
    cc = readAddresses(args);
    bcc = readAddresses(args);
}

} // namespace kc::imap
