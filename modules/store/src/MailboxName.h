// SPDX-License-Identifier: Apache-2.0
// Names of mailboxes: UTF-8, levels separated by "/".
#pragma once

#include <kc/status.hpp>

#include <optional>
#include <string>

namespace kc::store
{

inline constexpr std::size_t kMaxLevels = 100;
inline constexpr std::size_t kMaxLevelOctets = 255;
inline constexpr sv kInbox = "INBOX";

/// The one spelling that a name is stored under: a first level "inbox" in any case is "INBOX" (RFC
/// 9051 §5.1). Nothing for a name that no mailbox can have: an empty level, a control character, a
/// wildcard ("*", "%"), octets that are no UTF-8, or beyond the limits.
std::optional<std::string> parseMailboxName(sv name);

/// Name of the level above; "" above the first one.
sv parentName(sv name);

/// Is `name` at any depth below `above`?
bool isBelow(sv name, sv above);

} // namespace kc::store
