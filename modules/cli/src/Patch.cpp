// SPDX-License-Identifier: Apache-2.0
#include "Patch.h"

namespace kc::cli
{

namespace
{

constexpr const char* kFeatures = "kc:features";

} // namespace

Json Patch::asUpdate() const
{
    Json patch = _values;
    for (const auto& [place, value] : _entries)
        patch[place.first + "/" + place.second] = value;
    return patch;
}

Json Patch::asCreation() const
{
    Json object = _values;
    for (const auto& [place, value] : _entries)
        if (!value.is_null() && place.first != kFeatures)
            object[place.first][place.second] = value;
    return object;
}

Json Patch::afterCreation() const
{
    Json patch = Json::object();
    for (const auto& [place, value] : _entries)
        if (place.first == kFeatures)
            patch[place.first + "/" + place.second] = value;
    return patch;
}

} // namespace kc::cli
