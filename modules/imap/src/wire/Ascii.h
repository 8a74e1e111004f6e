// SPDX-License-Identifier: Apache-2.0
// Letters of ASCII, whatever the locale, by the names that this module uses.
#pragma once

#include <kc/gateway/Ascii.h>

namespace kc::imap
{

using gateway::equalsIgnoringCase;
using gateway::toUpper;
using gateway::upper;

} // namespace kc::imap
