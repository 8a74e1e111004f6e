// SPDX-License-Identifier: Apache-2.0
// Keys of a PatchObject (RFC 8620 §5.3): JSON pointers without the first "/".
#pragma once

#include "Json.h"

#include <string>
#include <vector>

namespace kc::jmap
{

struct PatchPath
{
    std::string property;
    std::vector<std::string> below; // tokens; none: the property as a whole
};

/// Nothing if an escape is wrong.
std::optional<PatchPath> parsePatchPath(sv key);
/// A key from tokens.
std::string patchKey(const std::string& property, const std::string& below);

/// An object in which no key leads into what another one sets.
bool isPatchObject(const Json& value);

} // namespace kc::jmap
