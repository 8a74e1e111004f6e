// SPDX-License-Identifier: Apache-2.0
// What a session says, by the name that this module uses.
#pragma once

#include <kc/gateway/Output.h>

namespace kc::imap
{

using gateway::Output;

} // namespace kc::imap
