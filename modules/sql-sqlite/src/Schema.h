// SPDX-License-Identifier: Apache-2.0
// Whose database this is, and the versions of the modules' tables in it.
#pragma once

#include "Connection.h"

#include <kc/abi/draft/sql.h>

#include <string>

namespace kc::sqlite
{

/// Makes an empty file ours, accepts ours, and throws a Fault whose words say what else it is.
void claimDatabase(Connection& connection);

/// The version of a module's tables, 0 when it has none.
std::uint32_t schemaVersion(Connection& connection, const std::string& module);

/// Runs one step's text and writes the version that it leads to, inside the caller's transaction.
void runSchemaStep(Connection& connection, const std::string& module, const char* text,
                   std::uint32_t version);

} // namespace kc::sqlite
