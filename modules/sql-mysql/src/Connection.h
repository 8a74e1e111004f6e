// SPDX-License-Identifier: Apache-2.0
// One connection to the server and the statements compiled for it. One thread at a time. Autocommit
// is off: a transaction begins with its first statement.
#pragma once

#include "Server.h"
#include "Statement.h"

#include <kc/sqlengine/StatementList.h>

#include <memory>
#include <string>
#include <vector>

namespace kc::mysql
{

using sqlengine::StatementList;

class Connection
{
public:
    /// Connects. Throws Fault.
    Connection(Server& server, StatementList& texts, Access access);

    MYSQL* native() const { return _native.get(); }

    Server& server() const { return _server; }

    /// Connects anew; all statements are compiled again when they are next used. Throws Fault.
    void reopen();

    /// The compiled statement of this number, or null with a failure. Throws a Fault when there is
    /// no such number.
    Statement* statement(std::int32_t number, Failure& failure);

    /// Runs COMMIT, SAVEPOINT and the like.
    Failure control(const char* text);

    /// Whether the server says that a transaction is open.
    bool inTransaction() const { return (_native->server_status & SERVER_STATUS_IN_TRANS) != 0; }

    /// The statement whose rows are still on their way has to give the connection free.
    Failure settle();

    /// What the pushing of rows is marked by; see settle().
    void beginRows(Statement& statement) { _reading = &statement; }

    void endRows(Statement& statement)
    {
        if (_reading == &statement)
            _reading = nullptr;
    }

    /// After an error that took the connection: it only waits to be closed or reopened.
    void markLost() { _isLost = true; }

    bool isUsable() const { return !_isLost; }

    void releaseMemory() {}

private:
    Server& _server;
    StatementList& _texts;
    const Access _access;
    Native _native;
    std::vector<std::unique_ptr<Statement>> _statements;
    Statement* _reading = nullptr;
    bool _isLost = false;
};

} // namespace kc::mysql
