// SPDX-License-Identifier: Apache-2.0
// The one mapping from error numbers to the codes of the boundary.
#include "Failure.h"

#include <errmsg.h>
#include <mysqld_error.h>

namespace kc::mysql
{

namespace
{

/// Numbers that the installed headers may not know.
constexpr unsigned kRecordChanged = 1020; // MariaDB: changed since it was read
constexpr unsigned kNotPrepared = 1047;   // Galera: the node is not part of the cluster
constexpr unsigned kConnectionKilled = 1927;
constexpr unsigned kIdleTooLong = 4031; // MySQL
constexpr unsigned kCheckFailed = 4025; // MariaDB
constexpr unsigned kReadOnlyTransaction = 1792;

bool isClientError(unsigned number)
{
    return number >= CR_MIN_ERROR && number <= CR_MYSQL_LAST_ERROR;
}

Harm harmOf(unsigned number)
{
    switch (number)
    {
    case ER_LOCK_DEADLOCK: // Galera's certification too
    case ER_LOCK_WAIT_TIMEOUT:
    case ER_LOCK_TABLE_FULL:
    case ER_TABLE_DEF_CHANGED: // by an administrator, after the transaction began
    case kRecordChanged:
        return Harm::Rerun;
    case ER_SERVER_SHUTDOWN:
    case ER_NORMAL_SHUTDOWN:
    case ER_NET_READ_ERROR:
    case ER_NET_READ_INTERRUPTED:
    case ER_NET_ERROR_ON_WRITE:
    case ER_NET_WRITE_INTERRUPTED:
    case ER_NET_PACKET_TOO_LARGE: // the server closes after it
    case ER_NET_PACKETS_OUT_OF_ORDER:
    case kNotPrepared:
    case kConnectionKilled:
    case kIdleTooLong:
        return Harm::Connection;
    default:
        return isClientError(number) ? Harm::Connection : Harm::None;
    }
}

kc_code codeOf(unsigned number)
{
    switch (number)
    {
    case ER_DUP_ENTRY:
    case ER_DUP_ENTRY_WITH_KEY_NAME:
        return KC_EEXISTS;
    // The caller's text, or a value that its own tables forbid.
    case ER_PARSE_ERROR:
    case ER_EMPTY_QUERY:
    case ER_BAD_FIELD_ERROR:
    case ER_NO_SUCH_TABLE:
    case ER_BAD_TABLE_ERROR:
    case ER_TABLE_EXISTS_ERROR:
    case ER_DUP_FIELDNAME:
    case ER_DUP_KEYNAME:
    case ER_CANT_DROP_FIELD_OR_KEY:
    case ER_DERIVED_MUST_HAVE_ALIAS:
    case ER_NON_UNIQ_ERROR:
    case ER_BAD_NULL_ERROR:
    case ER_NO_DEFAULT_FOR_FIELD:
    case ER_WRONG_VALUE_COUNT_ON_ROW:
    case ER_WRONG_FIELD_WITH_GROUP:
    case ER_OPERAND_COLUMNS:
    case ER_SUBQUERY_NO_1_ROW:
    case ER_SP_DOES_NOT_EXIST:
    case ER_DATA_TOO_LONG:
    case ER_WARN_DATA_OUT_OF_RANGE:
    case ER_TRUNCATED_WRONG_VALUE_FOR_FIELD:
    case ER_WRONG_ARGUMENTS:
    case kReadOnlyTransaction:
    case kCheckFailed:
        return KC_EBUG;
    case ER_NOT_KEYFILE:
    case ER_CRASHED_ON_USAGE:
        return KC_ECORRUPT;
    default: // the machine, the network, an administrator's limit: it may pass
        return KC_EUNAVAIL;
    }
}

} // namespace

Failure failureOf(unsigned number, const char* words, const std::string& what)
{
    return {number, codeOf(number), harmOf(number),
            what + ": " + words + " (" + std::to_string(number) + ")"};
}

Failure failureOf(MYSQL* connection, const std::string& what)
{
    if (connection == nullptr || mysql_errno(connection) == 0)
        return failureOf(CR_SERVER_LOST, "the connection is lost", what);
    return failureOf(mysql_errno(connection), mysql_error(connection), what);
}

Failure failureOf(MYSQL_STMT* statement, const std::string& what)
{
    // A connection that goes while rows are read is told by the connection only.
    if (mysql_stmt_errno(statement) == 0)
        return failureOf(statement->mysql, what);
    return failureOf(mysql_stmt_errno(statement), mysql_stmt_error(statement), what);
}

} // namespace kc::mysql
