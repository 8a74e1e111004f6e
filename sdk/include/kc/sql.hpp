// SPDX-License-Identifier: Apache-2.0
// DRAFT kc.sql/1 in C++, the caller's side: Sql and SqlTx. A sql-* module fills the C table itself
// (abi/draft/sql.h), since statements are its hot path.
#pragma once

#include <kc/abi/draft/sql.h>
#include <kc/module.hpp>

namespace kc::inline sdk1
{

/// A closure's transaction: runs statements. Errors of the database are thrown as Fault; a broken
/// unique key is KC_EEXISTS.
class SqlTx
{
public:
    SqlTx(const kc_sql& table, kc_sql_tx* raw) : _table{&table}, _raw{raw} {}

    /// A parameter from an integer, a text or a blob; borrowed.
    static kc_value text(sv value)
    {
        kc_value made{KC_TEXT, {}};
        made.u.s = kc::str(value);
        return made;
    }

    static kc_value blob(sv value)
    {
        kc_value made{KC_BLOB, {}};
        made.u.s = kc::str(value);
        return made;
    }

    static kc_value number(std::int64_t value)
    {
        kc_value made{KC_INT, {}};
        made.u.i = value;
        return made;
    }

    static kc_value null() { return {KC_NULL, {}}; }

    Status run(std::int32_t statement, std::initializer_list<kc_value> params,
               Sink<kc_sql_row> rows)
    {
        const kc_status status = _table->run(_raw, statement, params.begin(),
                                             static_cast<std::uint32_t>(params.size()), rows.raw());
        if (status > -100)
            return Status::of(status);
        throw Fault{static_cast<kc_code>(status), std::string{view(_table->error(_raw))}};
    }

    Status run(std::int32_t statement, std::initializer_list<kc_value> params = {})
    {
        return run(statement, params, [](const kc_sql_row&) {});
    }

    /// The first column of the first row, if there is a row.
    std::optional<std::int64_t> one(std::int32_t statement, std::initializer_list<kc_value> params)
    {
        std::optional<std::int64_t> found;
        (void)run(statement, params,
                  [&](const kc_sql_row& row)
                  {
                      found = row.values[0].u.i;
                      return false;
                  });
        return found;
    }

    std::int64_t lastId() { return _table->last_id(_raw); }

    std::int64_t changed() { return _table->changed(_raw); }

    kc_sql_tx* raw() const { return _raw; }

private:
    const kc_sql* _table;
    kc_sql_tx* _raw;
};

/// The configured database. Cheap to copy.
class Sql
{
public:
    explicit Sql(const kc_service& service)
        : _table{static_cast<const kc_sql*>(service.table)}, _self{service.self}
    {
    }

    /// Steps of the module's schema; step i brings it to version i + 1. In start().
    void migrate(Context& context, const char* module, std::span<const kc_sql_step> steps) const
    {
        must(context,
             _table->migrate(_self, context.get(), module, steps.data(),
                             static_cast<std::uint32_t>(steps.size()), sizeof(kc_sql_step)));
    }

    /// A statement's number, for SqlTx::run. After migrate().
    std::int32_t prepare(Context& context, const char* sql) const
    {
        std::int32_t statement = -1;
        must(context, _table->prepare(_self, context.get(), sql, &statement));
        return statement;
    }

    /// Runs `work(SqlTx&)` durably through the commit queue. It may run more than once and on
    /// another thread, so it sets its results, never adds to them. It answers a Status, or nothing;
    /// a failed status or a throw rolls it back.
    template <class Work>
    Status transact(Context& context, Work&& work) const
    {
        return perform(_table->transact, context, work);
    }

    /// Runs `work(SqlTx&)` on one snapshot, read only.
    template <class Work>
    Status read(Context& context, Work&& work) const
    {
        return perform(_table->read, context, work);
    }

    /// The transaction that another module's closure is in.
    SqlTx join(kc_sql_tx* raw) const { return SqlTx{*_table, raw}; }

private:
    template <class Work>
    struct Call
    {
        const kc_sql* table;
        Context* context;
        Work* work;

        static kc_status run(void* arg, kc_sql_tx* raw)
        {
            Call& call = *static_cast<Call*>(arg);
            return fence(call.context->host(), call.context->get(),
                         [&]() -> kc_status
                         {
                             SqlTx tx{*call.table, raw};
                             if constexpr (std::is_void_v<std::invoke_result_t<Work&, SqlTx&>>)
                             {
                                 (*call.work)(tx);
                                 return KC_OK;
                             }
                             else
                             {
                                 return Status{(*call.work)(tx)}.code();
                             }
                         });
        }
    };

    template <class Work>
    Status perform(kc_status (*function)(void*, kc_ctx*, kc_sql_work, void*), Context& context,
                   Work& work) const
    {
        Call<Work> call{_table, &context, &work};
        return outcome(context, function(_self, context.get(), &Call<Work>::run, &call));
    }

    static void must(Context& context, kc_status status)
    {
        if (status >= 0)
            return;
        const kc_str text = context.host()->take_error(context.get());
        throw Fault{static_cast<kc_code>(status), std::string{view(text)}};
    }

    const kc_sql* _table;
    void* _self;
};

} // namespace kc::inline sdk1
