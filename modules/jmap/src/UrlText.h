// SPDX-License-Identifier: Apache-2.0
// What stands in URLs and header fields: query variables in, file names out.
#pragma once

#include <kc/status.hpp>

#include <optional>
#include <string>

namespace kc::jmap
{

/// The variable of that name in a query, decoded; the first if there are several. Nothing if there
/// is none or its escapes are broken.
std::optional<std::string> queryVariable(sv query, sv name);

/// RFC 9110 §8.3.1: type/subtype, perhaps with parameters; nothing in it can end the field.
bool isMediaType(sv text);

/// Content-Disposition for that file name, in any script (RFC 6266, RFC 8187).
std::string attachmentNamed(sv name);

} // namespace kc::jmap
