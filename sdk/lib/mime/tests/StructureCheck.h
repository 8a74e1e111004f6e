// SPDX-License-Identifier: Apache-2.0
// What must hold for the structure of any octets whatever. Used by the unit tests and by the fuzz
// target.
#pragma once

#include <kc/mime/Structure.h>

#include <string>
#include <string_view>

namespace kc::mime::test
{

/// Empty when all is well, else what is wrong: ranges that do not nest, links that do not fit, line
/// counts that are not those of the octets, a base64 layout that does not give back the body.
std::string whyBroken(const Structure& structure, std::string_view message);

/// The body of a base64 leaf decoded by its layout; empty and `error` set when the layout does not
/// hold.
std::string decodeBody(const Base64Layout& layout, std::string_view body, std::string& error);

} // namespace kc::mime::test
