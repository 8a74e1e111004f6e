// SPDX-License-Identifier: Apache-2.0
// Texts brought into a form that no longer tells capitals from small letters: i;unicode-casemap
// (RFC 5051), by which SEARCH and SORT compare. "É" with its accent as a character of its own, and
// "ﬁ" as a ligature, become what "É" and "FI" become.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace kc::text
{

/// Of UTF-8; octets that are none stay as they are. ASCII alone is only put in capitals, at once.
std::string caseMap(std::string_view utf8);

/// Where a text that goes on may be cut so that the map of the pieces is the map of the whole: at
/// or before the end of `utf8`. 0 when there is no such place.
std::size_t caseMapBoundary(std::string_view utf8) noexcept;

} // namespace kc::text
