// SPDX-License-Identifier: Apache-2.0
// NAMESPACE, RFC 2342: one personal namespace and one shared one, levels separated by "/".
#include "CommandTable.h"

namespace kc::imap
{

CommandResult cmdNamespace(Session& session, Context& context, ArgReader& args)
{
    if (!args.atEnd())
        return badArguments();
    const bool isShared = session.mailboxes().hasPublicFolders(context);
    session.out() << "* NAMESPACE ((\"\" \"/\")) NIL ";
    if (isShared)
        session.out() << "((\"" << kPublicFolders << "/\" \"/\"))\r\n";
    else
        session.out() << "NIL\r\n";
    return CommandResult::ok("NAMESPACE completed");
}

} // namespace kc::imap
