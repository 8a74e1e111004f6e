// SPDX-License-Identifier: Apache-2.0
// --create --from FILE: a JSON object a line, each one user, group or company. A line that is wrong
// or refused is named on standard error and the others go on; when the server cannot answer, it
// stops and says where.
#pragma once

#include "Desk.h"

namespace kc::cli
{

/// Throws Failure if not every line was created.
void createFrom(Desk& desk, const std::string& file);

/// A line as Principal/set takes it. Throws Failure with what is wrong with it.
Json creationOf(const std::string& line);

} // namespace kc::cli
