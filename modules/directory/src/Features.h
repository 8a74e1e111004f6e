// SPDX-License-Identifier: Apache-2.0
// Which features a user has: all, without disabled_features, with his own, without those taken from
// him. Pure.
#pragma once

#include <kc/status.hpp>

#include <string>

namespace kc::directory
{

/// Words separated by single blanks, in a fixed order.
std::string effectiveFeatures(sv disabled, sv on, sv off);

/// The first word of a list that names no feature; "" if all do.
sv unknownFeature(sv words);

} // namespace kc::directory
