// SPDX-License-Identifier: Apache-2.0
// What a command sets of a principal, collected before anything is done.
#pragma once

#include "JmapClient.h"

#include <map>

namespace kc::cli
{

class Patch
{
public:
    bool isEmpty() const { return _values.empty() && _entries.empty(); }

    void set(const char* property, Json value) { _values[property] = std::move(value); }

    /// An entry of a property that is a map: true, false or null.
    void put(const std::string& map, const std::string& key, Json value)
    {
        _entries[{map, key}] = std::move(value);
    }

    /// RFC 8620 §5.3: "kc:members/p17": true.
    Json asUpdate() const;
    /// "kc:members": {"p17": true}. Without features, of which a map says all.
    Json asCreation() const;
    /// What a creation leaves for an update of what it makes.
    Json afterCreation() const;

private:
    Json _values = Json::object();
    std::map<std::pair<std::string, std::string>, Json> _entries;
};

} // namespace kc::cli
