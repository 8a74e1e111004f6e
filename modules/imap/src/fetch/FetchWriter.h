// SPDX-License-Identifier: Apache-2.0
// The items of a FETCH response that come from the message's row alone.
#pragma once

#include "FetchRequest.h"
#include "wire/Output.h"

#include <kc/abi/draft/store.h>

namespace kc::imap
{

/// "FLAGS (\Seen)" and its like; not for sections and previews. A summary that cannot be read gives
/// an empty envelope and a body of plain octets, so that the rest of a mailbox can still be listed.
void writeFetchItem(Output& out, FetchField field, const kc_message& message);

} // namespace kc::imap
