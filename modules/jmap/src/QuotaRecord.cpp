// SPDX-License-Identifier: Apache-2.0
#include "QuotaRecord.h"

#include <algorithm>
#include <array>

namespace kc::jmap
{

namespace
{

struct Level
{
    const char* name;
    std::uint64_t kc_quota_record::*octets;
};

constexpr std::array<Level, 3> kLevels{{{"warn", &kc_quota_record::warn},
                                        {"soft", &kc_quota_record::soft},
                                        {"hard", &kc_quota_record::hard}}};
constexpr sv kOverride = "override";

const Level* findLevel(const std::string& name)
{
    const auto* const found = std::find_if(kLevels.begin(), kLevels.end(),
                                           [&](const Level& level) { return name == level.name; });
    return found == kLevels.end() ? nullptr : found;
}

bool readOctets(const Json& value, std::uint64_t& octets)
{
    const bool isFine = value.is_null() || (value.is_number_unsigned() &&
                                            value.get<std::uint64_t>() <= kMaxUnsignedInt);
    octets = isFine && !value.is_null() ? value.get<std::uint64_t>() : 0;
    return isFine;
}

const char* sourceName(kc_quota_source source)
{
    switch (source)
    {
    case KC_QUOTA_COMPANY:
        return "company";
    case KC_QUOTA_OWN:
        return "own";
    case KC_QUOTA_GLOBAL:
        break;
    }
    return "global";
}

} // namespace

std::uint64_t unsignedInt(std::uint64_t number)
{
    return std::min(number, kMaxUnsignedInt);
}

Json quotaRecordJson(const kc_quota_record& record)
{
    Json json{{kOverride, record.is_own != 0}};
    for (const Level& level : kLevels)
        json[level.name] = unsignedInt(record.*level.octets);
    return json;
}

Json quotaLimitsJson(const kc_quota_limits& limits)
{
    return {{"source", sourceName(limits.source)},
            {"warn", unsignedInt(limits.warn)},
            {"soft", unsignedInt(limits.soft)},
            {"hard", unsignedInt(limits.hard)}};
}

bool isQuotaMember(const std::string& name)
{
    return name == kOverride || findLevel(name) != nullptr;
}

bool readQuotaMember(const std::string& name, const Json& value, kc_quota_record& record)
{
    if (name == kOverride)
    {
        record.is_own = value.is_boolean() && value.get<bool>() ? 1 : 0;
        return value.is_boolean() || value.is_null();
    }
    const Level* const level = findLevel(name);
    return level != nullptr && readOctets(value, record.*level->octets);
}

bool readQuotaRecord(const Json& value, kc_quota_record& record)
{
    record = {};
    if (value.is_null())
        return true;
    if (!value.is_object())
        return false;
    for (auto member = value.begin(); member != value.end(); ++member)
        if (!readQuotaMember(member.key(), *member, record))
            return false;
    return true;
}

} // namespace kc::jmap
