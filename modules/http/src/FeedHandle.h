// SPDX-License-Identifier: Apache-2.0
// A handler's feed (kc_http_feed): owned here from the answer to the end of the body.
#pragma once

#include <kc/abi/draft/http.h>
#include <kc/status.hpp>

#include <utility>

namespace kc::httpd
{

class FeedHandle
{
public:
    FeedHandle() = default;

    FeedHandle(const kc_http_feed* table, void* self) : _table{table}, _self{self} {}

    FeedHandle(FeedHandle&& other) noexcept
        : _table{std::exchange(other._table, nullptr)}, _self{other._self}
    {
    }

    FeedHandle& operator=(FeedHandle&& other) noexcept
    {
        close();
        _table = std::exchange(other._table, nullptr);
        _self = other._self;
        return *this;
    }

    ~FeedHandle() { close(); }

    bool isOpen() const { return _table != nullptr; }

    kc_status next(kc_ctx* ctx, const kc_http_pipe_ops& ops, kc_http_pipe* pipe) const
    {
        return _table->next(_self, ctx, &ops, pipe);
    }

    void close()
    {
        if (const auto* const table = std::exchange(_table, nullptr))
            table->close(_self);
    }

private:
    const kc_http_feed* _table = nullptr;
    void* _self = nullptr;
};

} // namespace kc::httpd
