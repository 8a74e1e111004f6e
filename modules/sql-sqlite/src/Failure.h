// SPDX-License-Identifier: Apache-2.0
// What SQLite's result codes mean to a caller of kc.sql, and their words.
#pragma once

#include <kc/status.hpp>

#include <sqlite3.h>
#include <string>

namespace kc::sqlite
{

/// The code for an (extended) SQLite result. Reading tells whether the connection may only read: a
/// write there is the caller's bug, elsewhere a file system that went read-only.
enum class Access : bool
{
    Write,
    Read
};
kc_code codeOf(int result, Access access);

/// "while what: SQLite's words (result)", for the log.
std::string describe(sqlite3* database, int result, const std::string& what);

/// Throws the Fault of a result that is not SQLITE_OK, SQLITE_ROW or SQLITE_DONE.
void must(sqlite3* database, int result, const std::string& what);

} // namespace kc::sqlite
