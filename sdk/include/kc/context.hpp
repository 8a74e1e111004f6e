// SPDX-License-Identifier: Apache-2.0
// One call into a module, and the fence that nothing is thrown across.
#pragma once

#include <kc/abi/host.h>
#include <kc/status.hpp>

#include <exception>
#include <new>

namespace kc::inline sdk1
{

/// One call into a module. Borrowed from the kernel for the call's duration.
class Context
{
public:
    Context(const kc_host* host, kc_ctx* ctx) : _host{host}, _ctx{ctx} {}

    kc_ctx* get() const { return _ctx; }

    const kc_host* host() const { return _host; }

    bool cancelled() const { return _host->cancelled(_ctx) != 0; }

    /// Absolute, CLOCK_MONOTONIC nanoseconds.
    std::int64_t deadline() const { return _host->deadline(_ctx); }

    sv traceId() const { return view(_host->trace_id(_ctx)); }

#if KC_TARGET_MINOR >= 1
    /// For whom the call is made; 0: for nobody.
    kc_id actor() const
    {
        return _host->actor(_ctx);
    }

    /// From here on the call is made for `principal`, of whom the caller has made sure.
    void actAs(kc_id principal) const
    {
        _host->act_as(_ctx, principal);
    }
#endif

    /// A copy that lives until the context ends: for what a call hands out.
    kc_str keep(sv text) const
    {
        if (text.empty())
            return {nullptr, 0};
        void* const memory = _host->alloc(_ctx, text.size());
        if (memory == nullptr)
            throw Fault{KC_EUNAVAIL, "out of memory in the call's arena"};
        text.copy(static_cast<char*>(memory), text.size());
        return {static_cast<const char*>(memory), text.size()};
    }

    kc_status fail(kc_code code, sv text) const
    {
        return _host->fail(_ctx, code, text.data(), text.size());
    }

private:
    const kc_host* _host;
    kc_ctx* _ctx;
};

/// Runs `body` and turns whatever it throws into a status and the context's error text.
template <class Body>
kc_status fence(const kc_host* host, kc_ctx* ctx, Body&& body) noexcept
{
    const auto fail = [&](kc_code code, sv text) -> kc_status
    {
        if (host == nullptr || ctx == nullptr)
            return code;
        return host->fail(ctx, code, text.data(), text.size());
    };
    try
    {
        return body();
    }
    catch (const Fault& fault)
    {
        return fail(fault.code(), fault.what());
    }
    catch (const std::bad_alloc&)
    {
        return fail(KC_EUNAVAIL, "out of memory");
    }
    catch (const std::exception& exception)
    {
        return fail(KC_EBUG, exception.what());
    }
    catch (...)
    {
        return fail(KC_EBUG, "unknown exception");
    }
}

} // namespace kc::inline sdk1
