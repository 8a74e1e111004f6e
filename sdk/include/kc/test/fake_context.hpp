// SPDX-License-Identifier: Apache-2.0
// What stands behind kc_ctx in tests: arena, deadline, cancel and error text as the kernel has
// them.
#pragma once

#include <kc/context.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <string>

struct kc_ctx
{
    static constexpr std::size_t kArenaOctets = 64 * 1024 * 1024; // the kernel's limit for a call

    std::mutex mutex; // a closure on another thread may use its caller's context
    std::deque<std::unique_ptr<std::max_align_t[]>> arena;
    std::size_t arenaOctets = 0;
    std::string error; // the first text since it was taken
    std::string trace = "test";
    std::int64_t deadline = INT64_MAX;
    std::atomic<bool> cancelled{false};
};

namespace kc::inline sdk1::test
{

/// One call: a context of its own that may have a deadline, and may be cancelled meanwhile.
class FakeCall
{
public:
    explicit FakeCall(const kc_host* host) : _host{host} {}

    FakeCall(const kc_host* host, std::chrono::nanoseconds timeLeft) : _host{host}
    {
        _raw.deadline = (std::chrono::steady_clock::now().time_since_epoch() + timeLeft).count();
    }

    Context context() { return Context{_host, &_raw}; }

    /// The text of the failure; empty if there is none.
    std::string error() { return std::string{view(_host->take_error(&_raw))}; }

    kc_ctx& raw() { return _raw; }

private:
    const kc_host* _host;
    kc_ctx _raw;
};

} // namespace kc::inline sdk1::test
