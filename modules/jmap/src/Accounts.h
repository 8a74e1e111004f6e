// SPDX-License-Identifier: Apache-2.0
// The accounts that hold a user's own data: "a" and the number of the principal. A user has one;
// SYSTEM may name anybody's.
#pragma once

#include "Call.h"

#include <optional>

namespace kc::jmap
{

/// The principal whose account that is, if the caller may use it. Throws Fault.
std::optional<kc_id> findAccount(Context& context, Directory& directory, const Caller& caller,
                                 sv accountId);

} // namespace kc::jmap
