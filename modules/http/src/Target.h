// SPDX-License-Identifier: Apache-2.0
// The request target (RFC 9112 §3.2) taken apart: whose server, which path, what query.
#pragma once

#include <kc/status.hpp>

#include <optional>
#include <string>

namespace kc::httpd
{

struct Target
{
    std::string authority; // of the absolute form; else empty
    std::string path;      // still encoded, begins with "/"; "*" for the server itself
    std::string query;     // still encoded
};

/// Origin form, absolute form or "*"; nothing for anything else, and for a path that climbs ("..")
/// or whose escapes are broken.
std::optional<Target> parseTarget(sv text);

/// Nothing for a broken escape and for NUL.
std::optional<std::string> decodePath(sv encoded);

} // namespace kc::httpd
