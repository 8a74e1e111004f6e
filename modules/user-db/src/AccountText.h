// SPDX-License-Identifier: Apache-2.0
// What a login, an address and a name may look like, and how two of them compare. Pure.
#pragma once

#include <kc/status.hpp>

#include <string>

namespace kc::userdb
{

inline constexpr std::size_t kMaxLoginOctets = 255;
inline constexpr std::size_t kMaxAddressOctets = 254; // RFC 5321 §4.5.3.1.3: a path of 256 with <>
inline constexpr std::size_t kMaxLocalPartOctets = 64; // RFC 5321 §4.5.3.1.1
inline constexpr std::size_t kMaxNameOctets = 1024;
inline constexpr std::size_t kMaxAliases = 1000;

/// Valid UTF-8 without control characters (RFC 3629 §4: shortest form, no surrogates).
bool isPrintableUtf8(sv text);

/// 1 to 255 octets, no blanks, no control characters; "john@tenant" is one.
bool isLogin(sv text);

/// The name of a group or company: as a login, but with single blanks inside.
bool isObjectName(sv text);

/// local@domain without blanks, quotes or brackets.
bool isAddress(sv text);

/// At most kMaxAliases addresses separated by blanks.
bool areAddresses(sv text);

/// The form in which logins and addresses are compared: ASCII letters in lower case.
std::string fold(sv text);

} // namespace kc::userdb
