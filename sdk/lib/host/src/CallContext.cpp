// SPDX-License-Identifier: Apache-2.0
#include <kc/host/CallContext.h>
#include <kc/host/ContextWatch.h>

#include <algorithm>

using kc::sv;
using kc::host::ContextUse;

kc_ctx::kc_ctx(sv trace, std::int64_t deadline, const std::atomic<bool>* cancelled)
    : _deadline{deadline}, _cancelled{cancelled}, _traceBytes{std::min(trace.size(), kTraceLimit)}
{
    trace.copy(_trace.data(), _traceBytes);
    if (kc::host::watching())
        kc::host::addWatched(this);
}

kc_ctx::~kc_ctx()
{
    if (kc::host::watching())
        kc::host::removeWatched(this);
}

kc_status kc_ctx::fail(kc_status code, sv text) noexcept
{
    if (_error.p != nullptr || text.empty())
        return code;
    if (void* const copy = _arena.allocate(text.size()); copy != nullptr)
    {
        text.copy(static_cast<char*>(copy), text.size());
        _error = {static_cast<const char*>(copy), text.size()};
    }
    return code;
}

kc_str kc_ctx::takeError() noexcept
{
    const kc_str error = _error;
    _error = {nullptr, 0};
    return error;
}

std::string kc_ctx::errorText(kc_status status)
{
    const sv text = kc::view(takeError());
    return text.empty() ? "no reason given (status " + std::to_string(status) + ")"
                        : std::string{text};
}

namespace
{

// Functions, not lambdas: the return address must be the module's.

kc_status fail(kc_ctx* ctx, kc_status code, const char* text, std::size_t n)
{
    if (ctx == nullptr)
        return code;
    const ContextUse use{ctx, "fail", __builtin_return_address(0)};
    return ctx->fail(code, {text, n});
}

kc_str takeError(kc_ctx* ctx)
{
    const ContextUse use{ctx, "take_error", __builtin_return_address(0)};
    return ctx->takeError();
}

void* alloc(kc_ctx* ctx, std::size_t n)
{
    const ContextUse use{ctx, "alloc", __builtin_return_address(0)};
    return ctx->allocate(n);
}

kc_id actor(const kc_ctx* ctx)
{
    const ContextUse use{ctx, "actor", __builtin_return_address(0)};
    return ctx->actor();
}

void actAs(kc_ctx* ctx, kc_id principal)
{
    const ContextUse use{ctx, "act_as", __builtin_return_address(0)};
    ctx->actAs(principal);
}

} // namespace

kc_host kc::host::contextHost(kc_kernel* k)
{
    kc_host made{};
    made.size = sizeof made;
    made.abi_major = KC_ABI_MAJOR;
    made.abi_minor = KC_ABI_MINOR;
    made.k = k;
    made.fail = fail;
    made.take_error = takeError;
    made.alloc = alloc;
    made.deadline = [](const kc_ctx* ctx) { return ctx->deadline(); };
    made.cancelled = [](const kc_ctx* ctx) { return ctx->cancelled() ? 1 : 0; };
    made.trace_id = [](const kc_ctx* ctx) { return kc::str(ctx->trace()); };
    made.actor = actor;
    made.act_as = actAs;
    return made;
}
