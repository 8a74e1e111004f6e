// SPDX-License-Identifier: Apache-2.0
// See MailboxArg.h.
#include "MailboxArg.h"

#include "CommandTable.h"
#include "mailbox/MailboxName.h"

namespace kc::imap
{

MailboxArg readMailbox(ArgReader& args)
{
    const auto given = args.space() ? args.astring() : std::nullopt;
    if (!given)
        return {{}, badArguments()};
    auto name = mailboxName(*given);
    if (!name)
        return {{}, CommandResult::no("[CANNOT] That cannot be the name of a mailbox")};
    return {std::move(*name), std::nullopt};
}

} // namespace kc::imap
