// SPDX-License-Identifier: Apache-2.0
// The date of a header field as a point in time, for sorting and searching.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace kc::mime
{

/// A point in time and the offset it was written with (SENTBEFORE and its kin look at the day as
/// written).
struct SentDate
{
    std::int64_t seconds = 0;     ///< since 1970-01-01 00:00 UTC
    std::int32_t zoneMinutes = 0; ///< east of UTC

    friend bool operator==(const SentDate&, const SentDate&) = default;
};

/// RFC 5322 §3.3 and the obsolete forms of §4.3: years of two and three digits, zones by name
/// (military letters and unknown ones are UTC), comments anywhere. The day of the week is not
/// checked. A time that is missing or invalid counts as midnight UTC, such a zone as UTC (RFC 5256
/// §2.2). Nothing when there is no valid day. Total.
std::optional<SentDate> parseDate(std::string_view value) noexcept;

} // namespace kc::mime
