// SPDX-License-Identifier: Apache-2.0
// What all sessions of the module share.
#pragma once

#include "Settings.h"

#include <kc/gateway/Services.h>

namespace kc::imap
{

using Gateway = gateway::Services<Settings>;

} // namespace kc::imap
