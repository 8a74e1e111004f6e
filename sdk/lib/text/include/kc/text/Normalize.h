// SPDX-License-Identifier: Apache-2.0
// Normalization Form C, in which names are compared: one spelling of each text (RFC 5198 §3).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace kc::text
{

/// Nothing for octets that are no UTF-8. At most three times as long as `utf8`.
std::optional<std::string> normalizeNfc(std::string_view utf8);

} // namespace kc::text
