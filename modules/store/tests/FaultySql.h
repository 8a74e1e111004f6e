// SPDX-License-Identifier: Apache-2.0
// kc.sql/1 that passes everything on to the real one, but from the nth statement on fails them all
// when it is told to: one failure would be gone when the closure runs again.
#pragma once

#include <kc/sql.hpp>

#include <atomic>

namespace kc::store::test
{

struct FaultySql
{
    // Statements run without an object, so that what they look at is the process's.
    static constexpr int kNever = 1 << 30;
    static inline std::atomic<int> failAfter{kNever}; // so many more statements succeed
    static inline std::atomic<int> statements{0};
    static inline const kc_sql* real = nullptr;
    static inline void* realSelf = nullptr;

    static kc_status run(kc_sql_tx* tx, std::int32_t statement, const kc_value* params,
                         std::uint32_t n, kc_sink rows)
    {
        ++statements;
        if (failAfter != kNever && failAfter-- <= 0)
            return KC_EUNAVAIL;
        return real->run(tx, statement, params, n, rows);
    }

    static const kc_sql& table()
    {
        static constexpr kc_sql kTable{
            sizeof(kc_sql),
            [](void*, kc_ctx* ctx, const char* module, const kc_sql_step* steps, std::uint32_t n,
               std::uint32_t stride)
            { return real->migrate(realSelf, ctx, module, steps, n, stride); },
            [](void*, kc_ctx* ctx, const char* sql, std::int32_t* statement)
            { return real->prepare(realSelf, ctx, sql, statement); },
            [](void*, kc_ctx* ctx, kc_sql_work work, void* arg)
            { return real->transact(realSelf, ctx, work, arg); },
            [](void*, kc_ctx* ctx, kc_sql_work work, void* arg)
            { return real->read(realSelf, ctx, work, arg); },
            &FaultySql::run,
            [](kc_sql_tx* tx) { return real->last_id(tx); },
            [](kc_sql_tx* tx) { return real->changed(tx); },
            [](kc_sql_tx*) { return str("the disk does not answer"); }};
        return kTable;
    }
};

} // namespace kc::store::test
