// SPDX-License-Identifier: Apache-2.0
// THREAD and UID THREAD, RFC 5256 §3.
#include "CommandTable.h"
#include "SearchCommand.h"
#include "thread/ThreadResult.h"
#include "wire/Ascii.h"

namespace kc::imap
{

namespace
{

std::optional<ThreadResult::Algorithm> readAlgorithm(ArgReader& args)
{
    const sv name = args.space() ? args.atom().value_or(sv{}) : sv{};
    if (equalsIgnoringCase(name, "REFERENCES"))
        return ThreadResult::Algorithm::References;
    if (equalsIgnoringCase(name, "ORDEREDSUBJECT"))
        return ThreadResult::Algorithm::OrderedSubject;
    return std::nullopt;
}

CommandResult thread(Session& session, ArgReader& args, Numbering numbering)
{
    const auto algorithm = readAlgorithm(args);
    if (!algorithm)
        return badArguments();
    SearchProgram program;
    const SearchParse parsed = parseSearchWithCharset(args, session.view(), program);
    if (parsed != SearchParse::Fine)
        return refuseSearch(parsed);
    return startSearch(session, std::move(program),
                       std::make_unique<ThreadResult>(*algorithm, numbering));
}

} // namespace

CommandResult cmdThread(Session& session, Context&, ArgReader& args)
{
    return thread(session, args, Numbering::Sequence);
}

CommandResult cmdUidThread(Session& session, Context&, ArgReader& args)
{
    return thread(session, args, Numbering::Uid);
}

} // namespace kc::imap
