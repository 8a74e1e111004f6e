// SPDX-License-Identifier: Apache-2.0
// Base64 of SASL responses (RFC 4648 §4), strict.
#pragma once

#include <kc/status.hpp>

#include <optional>
#include <string>

namespace kc::gateway
{

/// Nothing for what is not exactly base64 with its padding.
std::optional<std::string> decodeBase64(sv text);

} // namespace kc::gateway
