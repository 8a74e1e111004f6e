// SPDX-License-Identifier: Apache-2.0
// The filter and the order of Principal/query (RFC 9670 §2.4). Checked first, as a whole; then
// asked for each person.
#pragma once

#include "Person.h"

namespace kc::jmap
{

/// unsupportedFilter for a property that is not known, invalidArguments for a wrong type.
std::optional<MethodError> checkFilter(const Call& call, const Json& filter);
/// For a filter that was checked.
bool matches(const Json& filter, const Person& person);

/// unsupportedSort or invalidArguments.
std::optional<MethodError> checkSort(const Call& call, const Json& sort);
void sortPersons(std::vector<Person>& persons, const Json& sort);

} // namespace kc::jmap
