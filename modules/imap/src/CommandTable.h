// SPDX-License-Identifier: Apache-2.0
// Every command: its name, when it is allowed, what runs it.
#pragma once

#include "CommandResult.h"
#include "Session.h"
#include "wire/ArgReader.h"

namespace kc::imap
{

/// Runs one command. `args` stands on the space after the name, or at the end.
using CommandHandler = CommandResult (*)(Session& session, Context& context, ArgReader& args);

struct CommandRow
{
    sv name;
    std::uint8_t states; ///< bits of State
    Expunges expunges;   ///< may its response tell of messages that are gone? RFC 3501 §7.4.1
    CommandHandler handler;
};

/// By name, in any case; nullptr if there is none.
const CommandRow* findCommand(sv name);

CommandResult cmdAppend(Session&, Context&, ArgReader&);
CommandResult cmdAuthenticate(Session&, Context&, ArgReader&);
CommandResult cmdCapability(Session&, Context&, ArgReader&);
CommandResult cmdCheck(Session&, Context&, ArgReader&);
CommandResult cmdClose(Session&, Context&, ArgReader&);
CommandResult cmdCompress(Session&, Context&, ArgReader&);
CommandResult cmdCopy(Session&, Context&, ArgReader&);
CommandResult cmdCreate(Session&, Context&, ArgReader&);
CommandResult cmdDelete(Session&, Context&, ArgReader&);
CommandResult cmdEnable(Session&, Context&, ArgReader&);
CommandResult cmdExamine(Session&, Context&, ArgReader&);
CommandResult cmdExpunge(Session&, Context&, ArgReader&);
CommandResult cmdFetch(Session&, Context&, ArgReader&);
CommandResult cmdGetQuota(Session&, Context&, ArgReader&);
CommandResult cmdGetQuotaRoot(Session&, Context&, ArgReader&);
CommandResult cmdId(Session&, Context&, ArgReader&);
CommandResult cmdIdle(Session&, Context&, ArgReader&);
CommandResult cmdList(Session&, Context&, ArgReader&);
CommandResult cmdLogin(Session&, Context&, ArgReader&);
CommandResult cmdLogout(Session&, Context&, ArgReader&);
CommandResult cmdLsub(Session&, Context&, ArgReader&);
CommandResult cmdMove(Session&, Context&, ArgReader&);
CommandResult cmdNamespace(Session&, Context&, ArgReader&);
CommandResult cmdNoop(Session&, Context&, ArgReader&);
CommandResult cmdRename(Session&, Context&, ArgReader&);
CommandResult cmdSearch(Session&, Context&, ArgReader&);
CommandResult cmdSelect(Session&, Context&, ArgReader&);
CommandResult cmdSetQuota(Session&, Context&, ArgReader&);
CommandResult cmdSort(Session&, Context&, ArgReader&);
CommandResult cmdStartTls(Session&, Context&, ArgReader&);
CommandResult cmdStatus(Session&, Context&, ArgReader&);
CommandResult cmdStore(Session&, Context&, ArgReader&);
CommandResult cmdSubscribe(Session&, Context&, ArgReader&);
CommandResult cmdThread(Session&, Context&, ArgReader&);
CommandResult cmdUidCopy(Session&, Context&, ArgReader&);
CommandResult cmdUidExpunge(Session&, Context&, ArgReader&);
CommandResult cmdUidFetch(Session&, Context&, ArgReader&);
CommandResult cmdUidMove(Session&, Context&, ArgReader&);
CommandResult cmdUidSearch(Session&, Context&, ArgReader&);
CommandResult cmdUidSort(Session&, Context&, ArgReader&);
CommandResult cmdUidStore(Session&, Context&, ArgReader&);
CommandResult cmdUidThread(Session&, Context&, ArgReader&);
CommandResult cmdUnselect(Session&, Context&, ArgReader&);
CommandResult cmdUnsubscribe(Session&, Context&, ArgReader&);

/// The answer to arguments that do not follow the grammar.
inline CommandResult badArguments()
{
    return CommandResult::bad("Wrong arguments");
}

} // namespace kc::imap
