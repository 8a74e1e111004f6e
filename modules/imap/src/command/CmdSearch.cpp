// SPDX-License-Identifier: Apache-2.0
// SEARCH and UID SEARCH, RFC 3501 §6.4.4, with the return options of RFC 4731 and RFC 5182.
#include "CommandTable.h"
#include "SearchCommand.h"
#include "search/SearchAnswer.h"
#include "wire/Ascii.h"

namespace kc::imap
{

namespace
{

bool namesCharset(ArgReader args)
{
    return args.space() && equalsIgnoringCase(args.word().value_or(sv{}), "CHARSET");
}

CommandResult search(Session& session, ArgReader& args, Numbering numbering)
{
    auto wanted = SearchReturn::parse(args);
    if (!wanted)
        return badArguments();
    if (session.isEnabled(Extension::Utf8Accept) && namesCharset(args)) // RFC 6855 §3
        return CommandResult::bad("UTF8=ACCEPT is enabled: no charset but UTF-8");
    if (session.isEnabled(Extension::Imap4rev2) && !wanted->extended) // RFC 9051 §6.4.4
        wanted->extended = wanted->all = true;
    SearchProgram program;
    const SearchParse parsed = parseSearch(args, session.view(), program);
    if (wanted->save && parsed != SearchParse::Bad)
        session.view().save({}); // RFC 5182 §2.1: unless it ends well, nothing is saved
    if (parsed != SearchParse::Fine)
        return refuseSearch(parsed);
    const bool tellsModseq = program.hasModseq;
    return startSearch(session, std::move(program),
                       std::make_unique<SearchAnswer>(*wanted, numbering, tellsModseq));
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
