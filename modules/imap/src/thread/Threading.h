// SPDX-License-Identifier: Apache-2.0
// The threading algorithms of RFC 5256 §3. Time is linear in messages and references, but for
// sorting, whatever senders wrote into their headers.
#pragma once

#include "Forest.h"
#include "ThreadMessages.h"

namespace kc::imap
{

/// THREAD=REFERENCES.
Forest threadByReferences(const ThreadMessages& messages);

/// THREAD=ORDEREDSUBJECT.
Forest threadBySubject(const ThreadMessages& messages);

} // namespace kc::imap
