// SPDX-License-Identifier: Apache-2.0
// SORT and UID SORT, RFC 5256 §3, with the return options of RFC 5267.
#include "CommandTable.h"
#include "SearchCommand.h"
#include "sort/SortResult.h"

namespace kc::imap
{

namespace
{

CommandResult sort(Session& session, ArgReader& args, Numbering numbering)
{
    const auto wanted = SearchReturn::parse(args);
    if (!wanted || wanted->save) // RFC 5182 saves what SEARCH finds
        return badArguments();
    auto criteria = args.space() ? SortProgram::parse(args) : std::nullopt;
    if (!criteria)
        return badArguments();
    SearchProgram program;
    const SearchParse parsed = parseSearchWithCharset(args, session.view(), program);
    if (parsed != SearchParse::Fine)
        return refuseSearch(parsed);
    const SortResult::Form form{*wanted, numbering, program.hasModseq};
    return startSearch(session, std::move(program),
                       std::make_unique<SortResult>(std::move(*criteria), form));
}

} // namespace

CommandResult cmdSort(Session& session, Context&, ArgReader& args)
{
    return sort(session, args, Numbering::Sequence);
}

CommandResult cmdUidSort(Session& session, Context&, ArgReader& args)
{
    return sort(session, args, Numbering::Uid);
}

} // namespace kc::imap
