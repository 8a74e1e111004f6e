// SPDX-License-Identifier: Apache-2.0
// SEARCH and UID SEARCH, RFC 3501 §6.4.4, with the return options of RFC 4731 and RFC 5182.
#include "CommandTable.h"
#include "SetArg.h"
#include "search/SearchJob.h"

namespace kc::imap
{

namespace
{

CommandResult search(Session& session, ArgReader& args, Numbering numbering)
{
    auto wanted = SearchReturn::parse(args);
    if (!wanted)
        return badArguments();
    if (session.isEnabled(Extension::Imap4rev2) && !wanted->extended) // RFC 9051 §6.4.4
        wanted->extended = wanted->all = true;
    SearchProgram program;
    const SearchParse parsed = parseSearch(args, session.view(), program);
    if (wanted->save && parsed != SearchParse::Bad)
        session.view().save({}); // RFC 5182 §2.1: unless it ends well, nothing is saved
    switch (parsed)
    {
    case SearchParse::Fine:
        if (program.hasModseq)
            session.enable(Extension::Condstore);
        if (program.hasNumbers)
            session.holdExpunges();
        return session.start(std::make_unique<SearchJob>(std::move(program), *wanted, numbering));
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
