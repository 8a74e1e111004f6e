// SPDX-License-Identifier: Apache-2.0
// See SetArg.h.
#include "SetArg.h"

#include "CommandTable.h"

namespace kc::imap
{

SetArg readSet(ArgReader& args, const MailboxView& view, Numbering numbering)
{
    const auto text = args.space() ? args.sequenceSet() : std::nullopt;
    const auto set = text ? SequenceSet::parse(*text) : std::nullopt;
    if (!set)
        return {{}, badArguments()};
    if (numbering == Numbering::Uid)
        return {view.uidsOfUids(*set), std::nullopt};
    auto uids = view.uidsOfNumbers(*set);
    if (!uids) // RFC 3501 §9, seq-number
        return {{}, CommandResult::bad("There are not that many messages")};
    return {std::move(*uids), std::nullopt};
}

} // namespace kc::imap
