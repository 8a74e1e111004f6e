// SPDX-License-Identifier: Apache-2.0
// Whose database this is, and the versions of the modules' tables in it. The server commits at each
// statement that changes a table's shape, so a step notes how far it has come.
#pragma once

#include "Options.h"
#include "Server.h"

#include <kc/abi/draft/sql.h>

#include <span>
#include <string>

namespace kc::mysql
{

/// Makes an empty database ours, accepts ours, and throws a Fault that says what else it is.
void claimDatabase(MYSQL* native, const std::string& database, const Places& places);

/// Brings a module's tables to their last version, from where it was or was interrupted.
void migrateTables(MYSQL* native, const std::string& module, std::span<const kc_sql_step> steps);

/// Warnings about settings of the server under which "stored" is not durable; empty when all is
/// well.
std::string durabilityWarning(MYSQL* native);

} // namespace kc::mysql
