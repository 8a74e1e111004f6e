// SPDX-License-Identifier: Apache-2.0
// See ListJob.h.
#include "ListJob.h"

#include "Session.h"

#include <kc/mime/ImapString.h>

namespace kc::imap
{

std::optional<CommandResult> ListJob::step(Session& session, Context&)
{
    std::string line;
    for (; _next < _entries.size() && session.out().hasRoom(); ++_next)
    {
        const ListEntry& entry = _entries[_next];
        line = "* ";
        line.append(_command).append(" (").append(entry.attributes).append(") \"/\" ");
        mime::appendImapString(line, entry.name);
        if (!entry.extended.empty())
            line.append(" ").append(entry.extended);
        session.out() << line.append("\r\n") << entry.status;
    }
    if (_next < _entries.size())
        return std::nullopt;
    return CommandResult::ok(std::string{_command} + " completed");
}

} // namespace kc::imap
