// SPDX-License-Identifier: Apache-2.0
// See ListJob.h.
#include "ListJob.h"

#include "Session.h"
#include "mailbox/MailboxName.h"
#include "mailbox/OwnedMailbox.h"
#include "mailbox/SpecialUse.h"

namespace kc::imap
{

std::string attributesOf(const OwnedMailbox& mailbox)
{
    std::string attributes{specialUse(mailbox.role)};
    if (mailbox.raw.subscribed != 0)
        attributes.append(attributes.empty() ? "" : " ").append("\\Subscribed");
    return attributes;
}

std::string listLine(sv command, const ListEntry& entry)
{
    std::string line = "* ";
    line.append(command).append(" (").append(entry.attributes).append(") \"/\" ");
    appendName(line, entry.name);
    if (!entry.extended.empty())
        line.append(" ").append(entry.extended);
    return line.append("\r\n");
}

std::string oldName(sv spelled)
{
    std::string item = "(\"OLDNAME\" (";
    appendName(item, spelled);
    return item.append("))");
}

std::optional<CommandResult> ListJob::step(Session& session, Context&)
{
    for (; _next < _entries.size() && session.out().hasRoom(); ++_next)
        session.out() << listLine(_command, _entries[_next]) << _entries[_next].status;
    if (_next < _entries.size())
        return std::nullopt;
    return CommandResult::ok(std::string{_command} + " completed");
}

} // namespace kc::imap
