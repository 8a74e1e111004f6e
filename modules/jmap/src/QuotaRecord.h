// SPDX-License-Identifier: Apache-2.0
// Limits in octets, as a principal's properties show and take them.
#pragma once

#include "Json.h"

#include <kc/directory.hpp>

namespace kc::jmap
{

/// RFC 8620 §1.3: the largest UnsignedInt.
inline constexpr std::uint64_t kMaxUnsignedInt = (std::uint64_t{1} << 53) - 1;

/// What a client can hold of it.
std::uint64_t unsignedInt(std::uint64_t number);

Json quotaRecordJson(const kc_quota_record& record);
Json quotaLimitsJson(const kc_quota_limits& limits);

/// Null is no record. False if it is none.
bool readQuotaRecord(const Json& value, kc_quota_record& record);
/// Sets one member; null is its default. False if there is no such member, or the value is wrong.
bool readQuotaMember(const std::string& name, const Json& value, kc_quota_record& record);
bool isQuotaMember(const std::string& name);

} // namespace kc::jmap
