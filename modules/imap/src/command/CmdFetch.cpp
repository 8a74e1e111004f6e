// SPDX-License-Identifier: Apache-2.0
// FETCH and UID FETCH, RFC 3501 §6.4.5, §6.4.8.
#include "CommandTable.h"
#include "SetArg.h"
#include "fetch/FetchJob.h"

namespace kc::imap
{

namespace
{

CommandResult fetch(Session& session, ArgReader& args, Numbering numbering)
{
    SetArg set = readSet(args, session.view(), numbering);
    if (set.refused)
        return *set.refused;
    auto request = args.space() ? FetchRequest::parse(args) : std::nullopt;
    if (!request || !args.atEnd())
        return badArguments();
    if (numbering == Numbering::Uid)
        request->addUid();
    return session.start(
        std::make_unique<FetchJob>(std::move(*request), std::move(set.uids), "FETCH completed"));
}

} // namespace

CommandResult cmdFetch(Session& session, Context&, ArgReader& args)
{
    return fetch(session, args, Numbering::Sequence);
}

CommandResult cmdUidFetch(Session& session, Context&, ArgReader& args)
{
    return fetch(session, args, Numbering::Uid);
}

} // namespace kc::imap
