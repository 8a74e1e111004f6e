// SPDX-License-Identifier: Apache-2.0
// The filter of Principal/query (RFC 9670 §2.4): checked as a whole, then asked for each principal.
// What must hold of all that match narrows what the directory is asked for.
#pragma once

#include "Principal.h"
#include "QueryArguments.h"

#include <map>

namespace kc::jmap
{

/// unsupportedFilter for a property that is not known, invalidArguments for a wrong type.
std::optional<MethodError> checkPrincipalFilter(const Call& call, const Json& filter);

class PrincipalFilter
{
public:
    /// Of one that was checked; null matches all. Looks companies and groups up. Throws Fault.
    PrincipalFilter(const Call& call, const Json* filter);

    /// Visits those that match, by login in each company, unless they are a group's. Throws Fault.
    void visit(const std::function<void(const Principal&)>& take) const;

private:
    /// What holds of all that match.
    struct Bounds
    {
        const std::string* login = nullptr;
        const std::string* company = nullptr;
        const std::string* group = nullptr;
        std::uint32_t kinds = kAllKinds;
    };

    void learn(const Json& filter, bool isNecessary);
    void learnCondition(const std::string& name, const Json& wanted, bool isNecessary);
    void list(const std::function<void(const kc_principal&)>& take) const;
    bool holds(const Principal& principal, const std::string& name, const Json& wanted) const;

    const Call& _call;
    const Json* _filter;
    Bounds _bounds;
    std::map<std::string, kc_id> _companies;         // by what the filter calls them; 0: none
    std::map<std::string, std::set<kc_id>> _members; // of groups, by id
};

} // namespace kc::jmap
