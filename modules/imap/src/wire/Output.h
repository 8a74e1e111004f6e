// SPDX-License-Identifier: Apache-2.0
// What a session says, and how it is compressed, by the names that this module uses.
#pragma once

#include <kc/gateway/Output.h>

namespace kc::imap
{

using gateway::Deflater;
using gateway::Inflater;
using gateway::Output;

} // namespace kc::imap
