// SPDX-License-Identifier: Apache-2.0
// One call of a test's: what stands behind its context is the kernel's own, so that the limit of
// the arena holds, and a context that two threads use, or that is used after its call, ends the
// test with a sentence.
#pragma once

#include <kc/context.hpp>

#include <atomic>
#include <chrono>
#include <memory>
#include <string>

namespace kc::inline sdk1::test
{

/// One call: a context of its own that may have a deadline, and may be cancelled meanwhile.
class FakeCall
{
public:
    explicit FakeCall(const kc_host* host);
    FakeCall(const kc_host* host, std::chrono::nanoseconds timeLeft);

    Context context() { return Context{_host, _raw.get()}; }

    /// The text of the failure; empty if there is none.
    std::string error() { return std::string{view(_host->take_error(_raw.get()))}; }

    void cancel() { _cancelled = true; }

    kc_ctx& raw() { return *_raw; }

private:
    const kc_host* _host;
    std::atomic<bool> _cancelled{false};
    std::shared_ptr<kc_ctx> _raw;
};

} // namespace kc::inline sdk1::test
