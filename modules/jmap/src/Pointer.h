// SPDX-License-Identifier: Apache-2.0
// JSON Pointer (RFC 6901) with the "*" that JMAP adds (RFC 8620 §3.7).
#pragma once

#include "Json.h"

#include <string>

namespace kc::jmap
{

/// The value that `path` points to in `document`. Nothing if it points nowhere, if it is no
/// pointer, or if a copy would weigh more than `budget`, which is lowered by what the copy weighs.
std::optional<Json> resolvePointer(const Json& document, sv path, std::size_t& budget);

/// RFC 6901 §3: "~1" is "/", "~0" is "~", any other "~" is an error: nothing.
std::optional<std::string> unescapePointerToken(sv token);

} // namespace kc::jmap
