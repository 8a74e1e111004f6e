// SPDX-License-Identifier: Apache-2.0
// What the measured module offers beside kc.auth/1: a raw C function, and rows by the batch.
#pragma once

#include <kc/module.hpp>

#include <cstdint>

namespace boundary
{

inline constexpr std::uint32_t kBatch = 32;

struct Row
{
    std::uint32_t size;
    std::uint32_t number;
    kc_str name;
};

struct RowsTable
{
    std::uint32_t size;
    kc_status (*list)(void* self, kc_ctx* ctx, std::uint32_t count, kc_sink rows);
    kc_status (*raw)(void* self, kc_ctx* ctx, kc_str user, kc_str password);
};

kc_status raw(void* self, kc_ctx* ctx, kc_str user, kc_str password);

class Rows : public kc::Service
{
public:
    static constexpr kc::sv kInterface = "bench.rows/1";

    virtual kc::Status list(kc::Context& context, std::uint32_t count, kc::Sink<Row> rows) = 0;

    static const RowsTable& table()
    {
        static constexpr RowsTable kTable{sizeof(RowsTable), kc::Thunk<&Rows::list>::call, raw};
        return kTable;
    }
};

} // namespace boundary
