// SPDX-License-Identifier: Apache-2.0
// storename_format: what a user's store is called where several are shown. Pure.
#pragma once

#include <kc/status.hpp>

#include <string>

namespace kc::directory
{

/// False for a text with another % than %u, %f and %c.
bool isStoreNameFormat(sv format);

/// %u is the login without the company, %f the full name (of who has none: the login), %c the
/// company.
std::string storeName(sv format, sv login, sv fullname, sv company);

} // namespace kc::directory
