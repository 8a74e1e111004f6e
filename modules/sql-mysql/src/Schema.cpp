// SPDX-License-Identifier: Apache-2.0
// kc_schema has a row for each module: `version` of its tables, and `doing`, the place in the next
// step (from 1) of the statement that may have been begun; 0 between steps. All before it are done.
#include "Schema.h"

#include "SqlText.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <mysqld_error.h>

namespace kc::mysql
{

namespace
{

constexpr const char* kFormat = "1";

std::uint64_t numberOf(const std::string& text)
{
    std::uint64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

/// What the statement that was interrupted leaves if it had ended after all.
bool isDoneAlready(unsigned number)
{
    constexpr std::array<unsigned, 4> kNumbers{ER_TABLE_EXISTS_ERROR, ER_DUP_FIELDNAME,
                                               ER_DUP_KEYNAME, ER_CANT_DROP_FIELD_OR_KEY};
    return std::find(kNumbers.begin(), kNumbers.end(), number) != kNumbers.end();
}

class Migration
{
public:
    Migration(MYSQL* native, const std::string& module) : _native{native}, _module{module}
    {
        const auto rows = query(_native, "SELECT version, doing FROM kc_schema WHERE module = " +
                                             quotedText(_module));
        if (rows.empty())
            query(_native, "INSERT INTO kc_schema(module, version, doing) VALUES(" +
                               quotedText(_module) + ", 0, 0)");
        else
        {
            _version = numberOf(rows[0].at(0));
            _doing = numberOf(rows[0].at(1));
        }
        query(_native, "COMMIT");
    }

    std::uint64_t version() const { return _version; }

    void step(const kc_sql_step& step)
    {
        const auto statements = statementsOf(step.mysql != nullptr ? step.mysql : step.sqlite);
        const std::uint64_t interrupted = _doing;
        if (_doing > statements.size()) // a step that never ended well was changed since
            _doing = 0;
        if (statements.empty())
            note(_version + 1, 0);
        else
            note(_version, std::max<std::uint64_t>(_doing, 1));
        query(_native, "COMMIT");
        while (_doing > 0 && _doing <= statements.size())
        {
            run(statements[_doing - 1], _doing <= interrupted);
            // With the statement, unless that has committed by itself.
            const bool isLast = _doing == statements.size();
            note(isLast ? _version + 1 : _version, isLast ? 0 : _doing + 1);
            query(_native, "COMMIT");
        }
    }

private:
    void note(std::uint64_t version, std::uint64_t doing)
    {
        _version = version;
        _doing = doing;
        query(_native, "UPDATE kc_schema SET version = " + std::to_string(version) + ", doing = " +
                           std::to_string(doing) + " WHERE module = " + quotedText(_module));
    }

    void run(const std::string& statement, bool wasInterrupted)
    {
        if (mysql_real_query(_native, statement.data(), statement.size()) == 0)
            return;
        const Failure failure =
            failureOf(_native, "a step of the tables of " + _module + ": \"" + statement + "\"");
        if (wasInterrupted && isDoneAlready(failure.number))
            return;
        throw Fault{failure.code, failure.text};
    }

    MYSQL* const _native;
    const std::string& _module;
    std::uint64_t _version = 0;
    std::uint64_t _doing = 0;
};

} // namespace

void claimDatabase(MYSQL* native, const std::string& database, const Places& places)
{
    const auto tables = query(native, "SELECT table_name, engine FROM information_schema.tables"
                                      " WHERE table_schema = DATABASE() ORDER BY table_name");
    const bool isOurs = std::any_of(tables.begin(), tables.end(),
                                    [](const auto& row) { return row.at(0) == "kc_schema"; });
    if (!isOurs && !tables.empty())
        throw Fault{KC_ENOTSUP, places.database + ": the database " + database +
                                    " is another program's: it has the table " +
                                    tables.front().at(0) + "; name an empty or a new database"};
    const auto foreign = query(
        native, "SELECT table_name, engine FROM information_schema.tables WHERE table_schema ="
                " DATABASE() AND table_type = 'BASE TABLE' AND engine NOT IN (SELECT engine FROM"
                " information_schema.engines WHERE transactions = 'YES' AND savepoints = 'YES')");
    if (!foreign.empty())
        throw Fault{KC_ENOTSUP, places.engine + ": the table " + foreign.front().at(0) + " in " +
                                    database + " is of the engine " + foreign.front().at(1) +
                                    ", which has no transactions; run ALTER TABLE " + database +
                                    "." + foreign.front().at(0) + " ENGINE=InnoDB"};
    const auto engine = query(native, "SELECT engine FROM information_schema.engines WHERE engine ="
                                      " @@default_storage_engine AND transactions = 'YES' AND"
                                      " savepoints = 'YES'");
    if (engine.empty())
        throw Fault{KC_ENOTSUP,
                    places.engine + ": this engine has no transactions; use mysql_engine = InnoDB"};
    query(native, "CREATE TABLE IF NOT EXISTS kc_schema(module VARBINARY(64) PRIMARY KEY,"
                  " version BIGINT NOT NULL, doing BIGINT NOT NULL)");
    query(native, std::string{"INSERT IGNORE INTO kc_schema(module, version, doing) VALUES('', "} +
                      kFormat + ", 0)");
    query(native, "COMMIT");
    const auto format = query(native, "SELECT version FROM kc_schema WHERE module = ''");
    if (format.at(0).at(0) != kFormat)
        throw Fault{KC_ENOTSUP, places.database + ": a newer version has written the database " +
                                    database + "; use the newer program or restore a backup"};
}

void migrateTables(MYSQL* native, const std::string& module, std::span<const kc_sql_step> steps)
{
    Migration migration{native, module};
    if (migration.version() > steps.size())
        throw Fault{KC_ENOTSUP, "the tables of " + module + " have version " +
                                    std::to_string(migration.version()) +
                                    "; this program knows them up to " +
                                    std::to_string(steps.size()) +
                                    ": use the newer program or restore a backup"};
    while (migration.version() < steps.size())
        migration.step(steps[migration.version()]);
}

std::string durabilityWarning(MYSQL* native)
{
    const auto rows =
        query(native, "SHOW GLOBAL VARIABLES WHERE variable_name IN"
                      " ('innodb_flush_log_at_trx_commit', 'log_bin', 'sync_binlog')");
    const auto value = [&](sv name) -> std::string
    {
        for (const auto& row : rows)
            if (row.at(0) == name)
                return row.at(1);
        return {};
    };
    const std::string flush = value("innodb_flush_log_at_trx_commit");
    if (flush != "1" && flush != "3")
        return "the database answers before it has flushed (innodb_flush_log_at_trx_commit = " +
               flush + "): a power cut loses mail that was acknowledged; set it to 1";
    if (value("log_bin") == "ON" && value("sync_binlog") == "0")
        return "the database does not flush its binary log (sync_binlog = 0): after a power cut"
               " replicas may lack mail that was acknowledged; set it to 1";
    return {};
}

} // namespace kc::mysql
