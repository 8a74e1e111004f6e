// SPDX-License-Identifier: Apache-2.0
// See SearchCommand.h.
#include "SearchCommand.h"

#include "CommandTable.h"
#include "search/SearchJob.h"

namespace kc::imap
{

CommandResult refuseSearch(SearchParse parsed)
{
    switch (parsed)
    {
    case SearchParse::BadCharset:
        return CommandResult::no("[BADCHARSET (US-ASCII UTF-8)] No such charset");
    case SearchParse::TooMuch:
        return CommandResult::no("[LIMIT] Too many search keys, or nested too deep");
    case SearchParse::Fine:
    case SearchParse::Bad:
        break;
    }
    return badArguments();
}

CommandResult startSearch(Session& session, SearchProgram program,
                          std::unique_ptr<SearchResult> result)
{
    if (program.hasModseq)
        session.enable(Extension::Condstore);
    if (program.hasNumbers)
        session.holdExpunges();
    return session.start(std::make_unique<SearchJob>(std::move(program), std::move(result)));
}

} // namespace kc::imap
