// SPDX-License-Identifier: Apache-2.0
// I-JSON (RFC 7493) in, JSON out. Total and bounded: depth, duplicate names and broken UTF-8 are
// refused while reading; nothing here recurses deeper than kMaxJsonDepth.
#pragma once

#include "Limits.h"

#include <kc/status.hpp>

#include <nlohmann/json.hpp>
#include <optional>

namespace kc::jmap
{

using Json = nlohmann::json;

/// Nothing unless `text` is one I-JSON value of at most kMaxJsonDepth levels.
std::optional<Json> parseJson(sv text);

/// Octets that are not UTF-8 (a directory may hold them) become U+FFFD.
std::string render(const Json& value);

/// What a copy of it costs in memory, about; nothing if it is more than `limit` or too deep.
std::optional<std::size_t> weigh(const Json& value, std::size_t limit);

/// A short word that differs when `text` does.
std::string fingerprint(sv text);

} // namespace kc::jmap
