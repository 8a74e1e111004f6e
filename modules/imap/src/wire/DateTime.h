// SPDX-License-Identifier: Apache-2.0
// IMAP's dates (RFC 3501 §9, date-time and date). Seconds are since 1970-01-01 00:00 UTC, days too.
#pragma once

#include <kc/status.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace kc::imap
{

/// "17-Jul-1996 02:44:25 -0700", without quotes; the day may have a blank for its first digit.
std::optional<std::int64_t> parseDateTime(sv text);

/// "17-Jul-1996" as a day.
std::optional<std::int64_t> parseDay(sv text);

/// The day that a point in time is on, `zoneMinutes` east of UTC.
std::int64_t dayOf(std::int64_t seconds, std::int32_t zoneMinutes = 0);

std::int64_t now();

/// In UTC, without quotes.
std::string formatDateTime(std::int64_t seconds);

} // namespace kc::imap
