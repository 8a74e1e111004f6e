// SPDX-License-Identifier: Apache-2.0
// What the words of a command change of a user, group or company. All that can be wrong with it is
// found out before anything is changed.
#pragma once

#include "Desk.h"
#include "Patch.h"

namespace kc::cli
{

/// For `before` as it is now; a new one has no id yet.
Patch changesOf(Desk& desk, const Principal& before);

/// What quota levels of a user are, as the server takes them.
Json toJson(const Quota& quota);

/// For messages: "user", "group" or "company".
Subject subjectOf(const Principal& principal);

} // namespace kc::cli
