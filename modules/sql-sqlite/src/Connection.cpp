// SPDX-License-Identifier: Apache-2.0
// Opening a connection and compiling its statements.
#include "Connection.h"

#include <Poco/Data/SQLite/Connector.h>
#include <Poco/Data/SQLite/Utility.h>
#include <Poco/Exception.h>

namespace kc::sqlite
{

namespace
{

Poco::Data::Session openSession(const std::string& path)
{
    try
    {
        // A connection has one user at a time (the committer, or whom the pool lent it to), so
        // SQLite need not lock it for each column of each row. Too late for it is no harm.
        static const int configured = sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
        (void)configured;
        Poco::Data::SQLite::Connector::registerConnector(); // once a process; again does nothing
        return Poco::Data::Session{Poco::Data::SQLite::Connector::KEY, path};
    }
    catch (const Poco::Exception& exception)
    {
        throw Fault{KC_EUNAVAIL,
                    "cannot open the database " + path + ": " + exception.displayText()};
    }
}

/// Waiting is only for foreign programs (a backup, an administrator's shell): our own writer is
/// alone.
constexpr int kBusyMilliseconds = 5000;

} // namespace

Connection::Connection(const std::string& path, StatementList& texts, Access access)
    : _texts{texts},
      _access{access},
      _session{openSession(path)},
      _handle{Poco::Data::SQLite::Utility::dbHandle(_session)}
{
    applyPragmas();
}

Connection::~Connection()
{
    // A session with compiled statements does not close.
    _statements.clear();
    _controls = {};
}

void Connection::applyPragmas()
{
    sqlite3_extended_result_codes(_handle, 1);
    sqlite3_busy_timeout(_handle, kBusyMilliseconds);
    sqlite3_db_config(_handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(_handle, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
    // No memory map: an I/O error there is a signal that ends the process, here it is a result.
    // Checkpoints are the committer's own, after it answered. A cache holds what listing a mailbox
    // of 10,000 touches; of all of them together see kMemory.
    execute("PRAGMA synchronous=FULL; PRAGMA foreign_keys=OFF; PRAGMA temp_store=MEMORY;"
            "PRAGMA mmap_size=0; PRAGMA wal_autocheckpoint=0; PRAGMA trusted_schema=OFF;"
            "PRAGMA cache_size=-16384",
            "setting up a connection");
    if (_access == Access::Read)
        execute("PRAGMA query_only=ON", "setting up a connection");
}

Statement* Connection::statement(std::int32_t number)
{
    const auto place = static_cast<std::size_t>(number);
    if (number >= 0 && place < _statements.size() && _statements[place] != nullptr)
        return _statements[place].get();
    const std::string* const text = _texts.find(number);
    if (text == nullptr)
        return nullptr;
    auto made = std::make_unique<Statement>(compile(*text));
    if (place >= _statements.size())
        _statements.resize(place + 1);
    _statements[place] = std::move(made);
    return _statements[place].get();
}

Statement Connection::compile(const std::string& text) const
{
    sqlite3_stmt* native = nullptr;
    const char* rest = nullptr;
    must(_handle,
         sqlite3_prepare_v3(_handle, text.c_str(), static_cast<int>(text.size()) + 1,
                            SQLITE_PREPARE_PERSISTENT, &native, &rest),
         "compiling \"" + text + "\"");
    Statement made;
    made.native.reset(native);
    if (native == nullptr || std::string_view{rest}.find_first_not_of(" \t\r\n;") != sv::npos)
        throw Fault{KC_EBUG, "not exactly one statement: \"" + text + "\""};
    made.row.resize(static_cast<std::size_t>(sqlite3_column_count(native)));
    made.parameters = sqlite3_bind_parameter_count(native);
    made.writes = sqlite3_stmt_readonly(native) == 0;
    return made;
}

void Connection::execute(const char* text, const char* what)
{
    must(_handle, tryExecute(text), what);
}

int Connection::tryExecute(const char* text)
{
    return sqlite3_exec(_handle, text, nullptr, nullptr, nullptr);
}

int Connection::control(Control which)
{
    static constexpr std::array kTexts{"BEGIN",       "BEGIN IMMEDIATE", "COMMIT",       "ROLLBACK",
                                       "SAVEPOINT c", "RELEASE c",       "ROLLBACK TO c"};
    const auto place = static_cast<std::size_t>(which);
    Statement& statement = _controls[place];
    if (statement.native == nullptr)
        statement = compile(kTexts[place]);
    sqlite3_step(statement.native.get());
    return sqlite3_reset(statement.native.get());
}

void Connection::releaseMemory()
{
    sqlite3_db_release_memory(_handle);
}

} // namespace kc::sqlite
