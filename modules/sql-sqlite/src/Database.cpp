// SPDX-License-Identifier: Apache-2.0
// Opening, and the way of a closure to its connection.
#include "Database.h"

#include "Schema.h"
#include "Transaction.h"

namespace kc::sqlite
{

namespace
{

/// From here on a cache takes a page of its own for a new one in place of more memory, whatever its
/// size: there are up to 17 of them.
constexpr sqlite3_int64 kMemory = 64 * 1024 * 1024;

} // namespace

Database::Database(const Settings& settings, const std::string& where, Log log,
                   const Histogram& batches)
    : _settings{settings}, _file{settings.path, where}, _readers{[this] {
          return std::make_unique<Connection>(_settings.path, _texts, Access::Read);
      }}
{
    sqlite3_soft_heap_limit64(kMemory);
    open(where);
    _committer.emplace(
        _settings, *_writer, log, [this] { _readers.rest(); }, batches);
}

Database::~Database()
{
    _committer.reset();
}

void Database::open(const std::string& where)
{
    try
    {
        _writer = std::make_unique<Connection>(_settings.path, _texts, Access::Write);
        claimDatabase(*_writer);
        // The log keeps its file, and with it the cheap overwriting flush, up to twice its usual
        // length.
        const std::string limit =
            "PRAGMA journal_size_limit=" + std::to_string(_settings.checkpointPages * 4096 * 2);
        _writer->execute(limit.c_str(), "setting up a connection");
    }
    catch (const Fault& fault)
    {
        throw Fault{fault.code(),
                    where + ": the database " + _settings.path +
                        (fault.code() == KC_ECORRUPT ? " is damaged, or no database at all: "
                                                     : " cannot be used: ") +
                        fault.what()};
    }
}

void Database::migrate(const Context& context, const std::string& module,
                       const std::vector<kc_sql_step>& steps)
{
    // One transaction a step; the version is read in the same one, so that it may run again.
    std::uint32_t version = 0;
    const auto step = [&](kc_sql_tx* tx) -> kc_status
    {
        version = schemaVersion(tx->connection(), module);
        if (version > steps.size())
            throw Fault{KC_ENOTSUP, newerTables(module, version, steps.size())};
        if (version < steps.size())
        {
            tx->markWritten();
            runSchemaStep(tx->connection(), module, steps[version].sqlite, version + 1);
            ++version;
        }
        return KC_OK;
    };
    do
        transactOrThrow(context, step);
    while (version < steps.size());
}

std::string Database::newerTables(const std::string& module, std::uint32_t found,
                                  std::size_t known) const
{
    return "the tables of " + module + " in " + _settings.path + " have version " +
           std::to_string(found) + "; this program knows them up to " + std::to_string(known) +
           ": use the newer program or restore a backup";
}

void Database::transactOrThrow(const Context& context,
                               const std::function<kc_status(kc_sql_tx*)>& work)
{
    struct Arg
    {
        const std::function<kc_status(kc_sql_tx*)>& work;
        const Context& context;
    } arg{work, context};
    const kc_status status = transact(
        context,
        [](void* raw, kc_sql_tx* tx)
        {
            const Arg& given = *static_cast<Arg*>(raw);
            return fence(given.context.host(), given.context.get(), [&] { return given.work(tx); });
        },
        &arg);
    if (status >= 0)
        return;
    const kc_str text = context.host()->take_error(context.get());
    throw Fault{static_cast<kc_code>(status), std::string{view(text)}};
}

std::int32_t Database::prepare(const Context& context, const char* sql)
{
    (void)_readers.borrow(context.deadline())->compile(sql); // throws what is wrong with it
    return _texts.add(sql);
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
    must(connection->handle(), connection->control(Control::Begin), "beginning a read");
    kc_sql_tx tx{*connection};
    kc_status status = work(arg, &tx);
    if (status >= 0 && tx.fault() != KC_OK)
        status = tx.fault();
    if (connection->inTransaction())
        (void)connection->control(Control::Rollback);
    if (status < 0 && !tx.error().empty())
        return context.fail(static_cast<kc_code>(status), tx.error());
    return status;
}

} // namespace kc::sqlite
