// SPDX-License-Identifier: Apache-2.0
// SEARCH and UID SEARCH, RFC 3501 §6.4.4.
#include "CommandTable.h"
#include "SetArg.h"
#include "search/SearchJob.h"

namespace kc::imap
{

namespace
{

CommandResult search(Session& session, ArgReader& args, Numbering numbering)
{
    SearchProgram program;
    switch (parseSearch(args, session.view(), program))
    {
    case SearchParse::Fine:
        return session.start(std::make_unique<SearchJob>(std::move(program), numbering));
    case SearchParse::BadCharset:
        return CommandResult::no("[BADCHARSET (US-ASCII UTF-8)] No such charset");
    case SearchParse::TooMuch:
        return CommandResult::no("[LIMIT] Too many search keys, or nested too deep");
    case SearchParse::Bad:
        break;
    }
    return badArguments();
}

} // namespace

CommandResult cmdSearch(Session& session, Context&, ArgReader& args)
{
    return search(session, args, Numbering::Sequence);
}

CommandResult cmdUidSearch(Session& session, Context&, ArgReader& args)
{
    return search(session, args, Numbering::Uid);
}

} // namespace kc::imap
