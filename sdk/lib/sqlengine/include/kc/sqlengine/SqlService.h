// SPDX-License-Identifier: Apache-2.0
// The C table of kc.sql over an engine's Database. Statements are a hot path, so it is written by
// hand.
#pragma once

#include <kc/abi/draft/sql.h>
#include <kc/module.hpp>

#include <algorithm>
#include <cstring>
#include <memory>
#include <vector>

namespace kc::sqlengine
{

/// A Database has migrate(), prepare(), transact() and read() as kc.sql has them, but throwing
/// Faults; the engine defines kc_sql_tx with run(), lastId(), changed() and error().
template <class Database>
class SqlService : public Service
{
public:
    static constexpr sv kInterface = KC_SQL;

    static const kc_sql& table()
    {
        static constexpr kc_sql kTable{sizeof(kc_sql), migrate, prepare, transact, read, run,
                                       lastId,         changed, error};
        return kTable;
    }

    std::unique_ptr<Database> database; // from start() to stop()

private:
    template <class Body>
    static kc_status call(void* self, kc_ctx* ctx, Body&& body)
    {
        SqlService& service = *static_cast<SqlService*>(self);
        return fence(service.serviceHost, ctx,
                     [&]() -> kc_status
                     {
                         if (service.database == nullptr)
                             throw Fault{KC_EUNAVAIL, "the database is closed"};
                         return body(*service.database, Context{service.serviceHost, ctx});
                     });
    }

    /// An older or newer caller's steps: each is as long as its own header says.
    static std::vector<kc_sql_step> copySteps(const kc_sql_step* steps, std::uint32_t n,
                                              std::uint32_t stride)
    {
        std::vector<kc_sql_step> copy(n, kc_sql_step{nullptr, nullptr});
        const char* from = reinterpret_cast<const char*>(steps);
        for (kc_sql_step& step : copy)
        {
            std::memcpy(&step, from, std::min<std::size_t>(stride, sizeof step));
            from += stride;
        }
        return copy;
    }

    static kc_status migrate(void* self, kc_ctx* ctx, const char* module, const kc_sql_step* steps,
                             std::uint32_t n, std::uint32_t stride)
    {
        return call(self, ctx,
                    [&](Database& open, const Context& context)
                    {
                        open.migrate(context, module, copySteps(steps, n, stride));
                        return KC_OK;
                    });
    }

    static kc_status prepare(void* self, kc_ctx* ctx, const char* sql, std::int32_t* statement)
    {
        return call(self, ctx,
                    [&](Database& open, const Context& context)
                    {
                        *statement = open.prepare(context, sql);
                        return KC_OK;
                    });
    }

    static kc_status transact(void* self, kc_ctx* ctx, kc_sql_work work, void* arg)
    {
        return call(self, ctx,
                    [&](Database& open, const Context& context)
                    { return open.transact(context, work, arg); });
    }

    static kc_status read(void* self, kc_ctx* ctx, kc_sql_work work, void* arg)
    {
        return call(self, ctx,
                    [&](Database& open, const Context& context)
                    { return open.read(context, work, arg); });
    }

    static kc_status run(kc_sql_tx* tx, std::int32_t statement, const kc_value* params,
                         std::uint32_t n, kc_sink rows)
    {
        return fence(nullptr, nullptr, [&] { return tx->run(statement, params, n, rows); });
    }

    static std::int64_t lastId(kc_sql_tx* tx) { return tx->lastId(); }

    static std::int64_t changed(kc_sql_tx* tx) { return tx->changed(); }

    static kc_str error(kc_sql_tx* tx) { return str(tx->error()); }
};

} // namespace kc::sqlengine
