// SPDX-License-Identifier: Apache-2.0
// Message identifiers (RFC 5322 §3.6.4) in the normal form that THREAD compares (RFC 5256,
// THREAD=REFERENCES). Total, linear.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kc::mime
{

/// References of one message that are looked at: of more, the last.
inline constexpr std::size_t kMaxReferences = 1000;

/// The identifiers between '<' and '>' in an unfolded value, in order, without the angles, without
/// quoting, blanks and control characters, so that they can be joined by spaces. Other text,
/// comments and quoted strings around them are passed over. The first `max`.
std::vector<std::string> messageIds(std::string_view value, std::size_t max = 100'000);

/// What a message refers to (RFC 5256): the identifiers of its References field or, when it has
/// none that is valid, the first one of In-Reply-To. The nearest ancestor is the last.
std::vector<std::string> referencesOf(const std::optional<std::string>& references,
                                      const std::optional<std::string>& inReplyTo);

} // namespace kc::mime
