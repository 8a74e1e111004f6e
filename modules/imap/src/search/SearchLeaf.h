// SPDX-License-Identifier: Apache-2.0
// Search keys that hold no other keys.
#pragma once

#include "SearchProgram.h"

namespace kc::imap
{

/// Is the next key a set of sequence numbers?
bool isSequenceSet(const ArgReader& args);

/// False if the grammar has no such key.
bool readSearchLeaf(ArgReader& args, const MailboxView& view, SearchKey& key);

} // namespace kc::imap
