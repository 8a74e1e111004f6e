// SPDX-License-Identifier: Apache-2.0
// The set of messages that FETCH, STORE, COPY and MOVE begin with.
#pragma once

#include "CommandResult.h"
#include "wire/ArgReader.h"
#include "wire/SequenceSet.h"

#include <optional>

namespace kc::imap
{

class MailboxView;

enum class Numbering : bool
{
    Sequence,
    Uid
};

struct SetArg
{
    UidRanges uids;
    /// UID commands: as the client wrote it, with uids that it knows nothing of.
    UidRanges asked;
    std::optional<CommandResult> refused;
};

/// The next thing is sequence-set: as the uids that the session knows.
SetArg readBareSet(ArgReader& args, const MailboxView& view, Numbering numbering);
/// SP sequence-set
SetArg readSet(ArgReader& args, const MailboxView& view, Numbering numbering);

} // namespace kc::imap
