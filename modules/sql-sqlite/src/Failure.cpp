// SPDX-License-Identifier: Apache-2.0
// The one mapping from SQLite's results to the codes of the boundary.
#include "Failure.h"

namespace kc::sqlite
{

namespace
{

kc_code codeOfConstraint(int extended)
{
    switch (extended)
    {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
        return KC_EEXISTS;
    default: // NOT NULL, CHECK: the caller wrote what its own schema forbids
        return KC_EBUG;
    }
}

} // namespace

kc_code codeOf(int result, Access access)
{
    switch (result & 0xff)
    {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE:
        return KC_OK;
    case SQLITE_CONSTRAINT:
        return codeOfConstraint(result);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return KC_ECORRUPT;
    case SQLITE_TOOBIG:
        return KC_ETOOBIG;
    case SQLITE_INTERRUPT:
        return KC_ETIMEOUT;
    case SQLITE_READONLY:
        return access == Access::Read ? KC_EBUG : KC_EUNAVAIL;
    case SQLITE_ERROR:
    case SQLITE_MISUSE:
    case SQLITE_RANGE:
    case SQLITE_MISMATCH:
    case SQLITE_INTERNAL:
        return KC_EBUG;
    default: // FULL, IOERR, CANTOPEN, NOMEM, BUSY, …: the machine, and it may pass
        return KC_EUNAVAIL;
    }
}

std::string describe(sqlite3* database, int result, const std::string& what)
{
    const char* const words =
        database == nullptr ? sqlite3_errstr(result) : sqlite3_errmsg(database);
    return what + ": " + words + " (" + std::to_string(result) + ")";
}

void must(sqlite3* database, int result, const std::string& what)
{
    const kc_code code = codeOf(result, Access::Write);
    if (code != KC_OK)
        throw Fault{code, describe(database, result, what)};
}

} // namespace kc::sqlite
