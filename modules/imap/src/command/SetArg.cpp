// SPDX-License-Identifier: Apache-2.0
// See SetArg.h.
#include "SetArg.h"

#include "CommandTable.h"

namespace kc::imap
{

SetArg readBareSet(ArgReader& args, const MailboxView& view, Numbering numbering)
{
    const auto text = args.sequenceSet();
    if (text == "$") // RFC 5182 §2.1: what was saved, however it is asked for
        return {view.saved(), view.saved(), std::nullopt};
    const auto set = text ? SequenceSet::parse(*text) : std::nullopt;
    if (!set)
        return {{}, {}, badArguments()};
    if (numbering == Numbering::Uid)
        return {view.uidsOfUids(*set), set->resolve(UINT32_MAX), std::nullopt};
    auto uids = view.uidsOfNumbers(*set);
    if (!uids) // RFC 3501 §9, seq-number
        return {{}, {}, CommandResult::bad("There are not that many messages")};
    return {std::move(*uids), {}, std::nullopt};
}

SetArg readSet(ArgReader& args, const MailboxView& view, Numbering numbering)
{
    return args.space() ? readBareSet(args, view, numbering) : SetArg{{}, {}, badArguments()};
}

} // namespace kc::imap
