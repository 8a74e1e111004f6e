// SPDX-License-Identifier: Apache-2.0
// Schema work is rare, so it goes through Poco::Data, but for the steps' own texts: they are
// several statements in one string, which only the native call takes as they are.
#include "Schema.h"

#include <Poco/Data/Statement.h>
#include <Poco/Exception.h>

namespace kc::sqlite
{

using namespace Poco::Data::Keywords;

namespace
{

/// "KCDB", as `file` shows it.
constexpr int kApplicationId = 0x4B434442;
constexpr int kFormat = 1;

/// Turns Poco's exceptions into Faults.
template <class Body>
void throughPoco(Body&& body)
{
    try
    {
        body();
    }
    catch (const Poco::Exception& exception)
    {
        throw Fault{KC_EUNAVAIL, exception.displayText()};
    }
}

int number(Connection& connection, const char* query)
{
    int value = 0;
    throughPoco([&] { connection.session() << query, into(value), now; });
    return value;
}

} // namespace

void claimDatabase(Connection& connection)
{
    const int id = number(connection, "PRAGMA application_id");
    const int tables = number(connection, "SELECT count(*) FROM sqlite_schema");
    if (id != kApplicationId && (id != 0 || tables != 0))
        throw Fault{KC_ENOTSUP, "it is the database of another program"};
    if (id == kApplicationId && number(connection, "PRAGMA user_version") > kFormat)
        throw Fault{KC_ENOTSUP, "a newer version has written it"};
    if (id == kApplicationId)
        return;
    connection.execute("PRAGMA page_size=4096; PRAGMA journal_mode=WAL", "choosing the format");
    connection.execute("BEGIN IMMEDIATE; PRAGMA application_id=0x4B434442; PRAGMA user_version=1;"
                       "CREATE TABLE kc_schema(module TEXT PRIMARY KEY, "
                       "version INTEGER NOT NULL) WITHOUT ROWID; COMMIT",
                       "writing the format");
}

std::uint32_t schemaVersion(Connection& connection, const std::string& module)
{
    std::uint32_t version = 0;
    std::string name = module;
    throughPoco(
        [&]
        {
            connection.session() << "SELECT version FROM kc_schema WHERE module = ?", into(version),
                use(name), now;
        });
    return version;
}

void runSchemaStep(Connection& connection, const std::string& module, const char* text,
                   std::uint32_t version)
{
    connection.execute(text, "a step of the schema");
    std::string name = module;
    std::uint32_t value = version;
    throughPoco(
        [&]
        {
            connection.session() << "INSERT INTO kc_schema(module, version) VALUES(?, ?) "
                                    "ON CONFLICT(module) DO UPDATE SET version = excluded.version",
                use(name), use(value), now;
        });
}

} // namespace kc::sqlite
