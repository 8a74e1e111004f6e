// SPDX-License-Identifier: Apache-2.0
// NAMESPACE, RFC 2342: one personal namespace, levels separated by "/".
#include "CommandTable.h"

namespace kc::imap
{

CommandResult cmdNamespace(Session& session, Context&, ArgReader& args)
{
    if (!args.atEnd())
        return badArguments();
    session.out() << "* NAMESPACE ((\"\" \"/\")) NIL NIL\r\n";
    return CommandResult::ok("NAMESPACE completed");
}

} // namespace kc::imap
