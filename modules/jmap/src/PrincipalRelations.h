// SPDX-License-Identifier: Apache-2.0
// Properties of a principal that name others: a map from ids to true, or one id.
#pragma once

#include "Principal.h"

namespace kc::jmap
{

struct Relation
{
    const char* property;
    kc_relation relation;
    kc_direction direction;
    std::uint32_t holders; // kinds that have the property
    std::uint32_t others;  // kinds that may be in it
    bool isSingle;         // an id or null, no map
    bool isSettable;
};

/// Null if that is no such property.
const Relation* findRelation(const std::string& property);

/// Null for a kind that does not have it. Throws Fault.
Json readRelation(const Call& call, const Principal& principal, const Relation& relation);
/// Visits those who are in it, as far as the caller sees them. False: the holder is gone, or not
/// for the caller to see. Throws Fault.
bool eachRelated(const Call& call, kc_id holder, const Relation& relation,
                 const std::function<void(const kc_principal&)>& visit);

} // namespace kc::jmap
