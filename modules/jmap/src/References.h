// SPDX-License-Identifier: Apache-2.0
// Arguments taken from the results of earlier calls in the same request (RFC 8620 §3.7).
#pragma once

#include "MethodError.h"

#include <optional>

namespace kc::jmap
{

/// Replaces each "#name" in `arguments` by "name" with the value that it refers to in `responses`
/// (the methodResponses so far). What is copied is taken from `budget`: references to references
/// could otherwise grow without end.
std::optional<MethodError> resolveReferences(Json& arguments, const Json& responses,
                                             std::size_t& budget);

} // namespace kc::jmap
