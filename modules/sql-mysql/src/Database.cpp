// SPDX-License-Identifier: Apache-2.0
// Opening, and the way of a closure to its connection.
#include "Database.h"

#include "Schema.h"
#include "Transaction.h"

namespace kc::mysql
{

Database::Database(Settings settings, const Places& places, Log log, const Histogram& batches)
    : _server{std::move(settings), log}, _readers{[this] {
          return std::make_unique<Connection>(_server, _texts, Access::Read);
      }}
{
    _server.prepareDatabase(places);
    _writer = std::make_unique<Connection>(_server, _texts, Access::Commit);
    _server.requireSole(_writer->native(), places);
    claimDatabase(_writer->native(), _server.database(), places);
    if (const std::string warning = durabilityWarning(_writer->native()); !warning.empty())
        log.warn(warning);
    query(_writer->native(), "COMMIT"); // else its snapshot is older than the modules' tables
    _committer.emplace(
        *_writer, [this] { rest(); }, batches);
}

Database::~Database()
{
    _committer.reset();
}

void Database::migrate(const Context&, const std::string& module,
                       const std::vector<kc_sql_step>& steps)
{
    // On a connection of its own: what changes tables would end the committer's transaction.
    const Native native = _server.connect(Access::Write);
    migrateTables(native.get(), module, steps);
}

std::int32_t Database::prepare(const Context&, const char* sql)
{
    const std::lock_guard lock{_compiling};
    if (_compiler == nullptr || !_compiler->isUsable())
        _compiler = std::make_unique<Connection>(_server, _texts, Access::Write);
    Statement statement{sql};
    if (const Failure failure = statement.compile(_compiler->native()))
    {
        if (failure.harm == Harm::Connection)
            _compiler->markLost();
        throw Fault{failure.code, failure.text};
    }
    return _texts.add(sql);
}

void Database::rest()
{
    _readers.rest();
    const std::lock_guard lock{_compiling};
    _compiler.reset();
}

kc_status Database::transact(const Context& context, kc_sql_work work, void* arg)
{
    Call call{work, arg};
    _committer->perform(call, context.deadline());
    if (call.status < 0 && !call.error.empty())
        return context.fail(static_cast<kc_code>(call.status), call.error);
    return call.status;
}

kc_status Database::read(const Context& context, kc_sql_work work, void* arg)
{
    if (_committer->isOwnThread())
        throw Fault{KC_EBUG, "a closure called read()"};
    const auto connection = _readers.borrow(context.deadline());
    kc_sql_tx tx{*connection, kc_sql_tx::Reopen::BeforeFirst};
    kc_status status = work(arg, &tx);
    if (status >= 0 && tx.fault() != KC_OK)
        status = tx.fault();
    if (tx.began() && connection->isUsable() &&
        connection->control("COMMIT")) // lets the snapshot go
        connection->markLost();
    if (status < 0 && !tx.error().empty())
        return context.fail(static_cast<kc_code>(status), tx.error());
    return status;
}

} // namespace kc::mysql
