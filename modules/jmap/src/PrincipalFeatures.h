// SPDX-License-Identifier: Apache-2.0
// A principal's features as a client sets them: words that are on or off against what
// disabled_features says.
#pragma once

#include "Json.h"

#include <string>

namespace kc::jmap
{

/// A whole map: those that are true in it are on and all others off; null: as disabled_features
/// says. False if it names a feature that there is not.
bool setFeatures(const Json& value, std::string& on, std::string& off);
/// One of them: true, false, or null for what disabled_features says.
bool setFeature(const std::string& name, const Json& value, std::string& on, std::string& off);

} // namespace kc::jmap
