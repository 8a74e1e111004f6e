// SPDX-License-Identifier: Apache-2.0
// What stands behind kc_ctx: one call into a module, with its arena, deadline, error text, trace
// id and actor. Lives on the caller's stack (or in kc.tasks/1 for a module's own thread). Never
// shared by two calls.
#pragma once

#include <kc/host/Arena.h>

#include <kc/context.hpp>

#include <array>
#include <atomic>
#include <string>

struct kc_ctx
{
public:
    /// `cancelled` may be null; else it outlives the context.
    explicit kc_ctx(kc::sv trace = {}, std::int64_t deadline = INT64_MAX,
                    const std::atomic<bool>* cancelled = nullptr);
    kc_ctx(const kc_ctx&) = delete;
    kc_ctx& operator=(const kc_ctx&) = delete;
    ~kc_ctx();

    /// Keeps the first text since the last takeError(); answers `code`.
    kc_status fail(kc_status code, kc::sv text) noexcept;
    /// The text, in arena memory; empty if nothing failed.
    kc_str takeError() noexcept;
    /// The text for a message of the caller's; a stand-in when the callee gave none.
    std::string errorText(kc_status status);

    void* allocate(std::size_t n) noexcept { return _arena.allocate(n); }

    std::int64_t deadline() const { return _deadline; }

    bool cancelled() const
    {
        return _cancelled != nullptr && _cancelled->load(std::memory_order_relaxed);
    }

    kc::sv trace() const { return {_trace.data(), _traceBytes}; }

    kc_id actor() const { return _actor; }

    void actAs(kc_id principal) { _actor = principal; }

private:
    static constexpr std::size_t kTraceLimit = 32;

    std::int64_t _deadline;
    const std::atomic<bool>* _cancelled;
    kc_id _actor = 0;
    kc_str _error{nullptr, 0};
    std::size_t _traceBytes;
    std::array<char, kTraceLimit> _trace;
    kc::host::Arena _arena;
};

namespace kc::host
{

/// A kc_host for `k` whose functions on contexts are there; its others are for the caller to give.
kc_host contextHost(kc_kernel* k);

} // namespace kc::host
