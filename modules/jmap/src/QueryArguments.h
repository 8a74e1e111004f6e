// SPDX-License-Identifier: Apache-2.0
// What every /query has in common (RFC 8620 §5.5): its arguments, the tree of a filter, the order,
// and the page that is answered.
#pragma once

#include "ArgumentReader.h"
#include "Call.h"

#include <functional>

namespace kc::jmap
{

struct QueryArguments
{
    std::string account;
    const Json* filter; // null: all
    const Json* sort;   // null: as the rows come
    std::int64_t position;
    std::optional<std::string> anchor;
    std::int64_t anchorOffset;
    std::optional<std::uint64_t> limit;
    bool wantsTotal;
};

/// Does not look at the account, nor into filter and sort.
std::variant<QueryArguments, MethodError> readQuery(const Call& call);

/// Judges one property of a filter condition.
using CheckCondition =
    std::function<std::optional<MethodError>(const std::string& name, const Json& wanted)>;

/// invalidArguments, or what `check` says of the first wrong condition. Recurses as the filter is
/// nested, which kMaxJsonDepth bounds.
std::optional<MethodError> checkFilter(const Json& filter, const CheckCondition& check);

using ConditionHolds = std::function<bool(const std::string& name, const Json& wanted)>;

/// For a filter that was checked.
bool matches(const Json& filter, const ConditionHolds& holds);

/// unsupportedSort, if `isSortable` does not know a property, or invalidArguments.
std::optional<MethodError> checkSort(const Json& sort,
                                     const std::function<bool(const std::string&)>& isSortable);

/// What is left of an object when ids are all that is wanted: a key for each comparator.
struct Sortable
{
    std::string id;
    std::vector<std::string> keys;
};

/// Keys that compare as what they stand for does.
std::string textKey(const std::string& text);
std::string numberKey(std::uint64_t number);

/// `keyOf` gives the key for a property. In the order of `sort`, which was checked.
std::vector<std::string> sortKeys(const Json* sort,
                                  const std::function<std::string(const std::string&)>& keyOf);

/// Equal ones stay in the order in which they are.
Ids sorted(std::vector<Sortable> rows, const Json* sort);

/// The page that was asked for, or anchorNotFound.
MethodResult queryAnswer(const Call& call, const QueryArguments& query, const Ids& ids);

} // namespace kc::jmap
