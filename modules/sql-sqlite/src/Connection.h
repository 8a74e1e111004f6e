// SPDX-License-Identifier: Apache-2.0
// One connection to the database file: a Poco session for what is not hot, its native handle and
// the compiled statements for what is. One thread at a time.
#pragma once

#include "Failure.h"

#include <kc/abi/base.h>
#include <kc/sqlengine/StatementList.h>

#include <Poco/Data/Session.h>

#include <array>
#include <memory>
#include <string>
#include <vector>

namespace kc::sqlite
{

using sqlengine::StatementList;

struct FinalizeStatement
{
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};

/// A compiled statement and the row that it pushes.
struct Statement
{
    std::unique_ptr<sqlite3_stmt, FinalizeStatement> native;
    std::vector<kc_value> row;
    int parameters = 0;
    bool writes = false;
    bool busy = false; // its rows are being pushed: a nested run of the same needs another copy
};

/// The statements that begin and end transactions, compiled at first use.
enum class Control : unsigned char
{
    Begin,
    BeginImmediate,
    Commit,
    Rollback,
    Savepoint,
    Release,
    RollbackTo
};

class Connection
{
public:
    /// Opens with the pragmas that hold for each connection. Throws Fault.
    Connection(const std::string& path, StatementList& texts, Access access);

    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    ~Connection();

    sqlite3* handle() const { return _handle; }

    Poco::Data::Session& session() { return _session; }

    Access access() const { return _access; }

    /// The compiled statement of this number, or null when there is no such number. Throws Fault
    /// for a text that does not compile.
    Statement* statement(std::int32_t number);
    Statement compile(const std::string& text) const;

    /// Runs statements without rows or parameters; throws Fault.
    void execute(const char* text, const char* what);
    /// The same, answers SQLite's result.
    int tryExecute(const char* text);

    /// Runs one of the fixed statements; answers SQLite's result.
    int control(Control which);

    /// Whether a transaction is open. SQLite ends it by itself on some faults.
    bool inTransaction() const { return sqlite3_get_autocommit(_handle) == 0; }

    /// A file stays.
    bool isUsable() const { return true; }

    /// Gives back what memory the page cache can spare.
    void releaseMemory();

private:
    void applyPragmas();

    StatementList& _texts;
    Access _access;
    Poco::Data::Session _session;
    sqlite3* _handle;
    std::vector<std::unique_ptr<Statement>> _statements;
    std::array<Statement, 7> _controls;
};

} // namespace kc::sqlite
