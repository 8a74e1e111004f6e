// SPDX-License-Identifier: Apache-2.0
// VANISHED (EARLIER), RFC 7162 §3.2.10.1: what left the mailbox while the client was away.
#pragma once

#include "wire/Output.h"
#include "wire/SequenceSet.h"

#include <kc/context.hpp>

#include <cstdint>

namespace kc::imap
{

class Session;

/// Of the uids in `asked`, those that were expunged after `since`; not those that the client still
/// counts, since it learns of them by a VANISHED that counts down. Throws Fault.
void tellVanishedEarlier(Session& session, Context& context, std::uint64_t since,
                         const UidRanges& asked);

/// "* VANISHED (EARLIER) 1:3", or nothing at all.
void writeVanishedEarlier(Output& out, UidRanges gone);

} // namespace kc::imap
