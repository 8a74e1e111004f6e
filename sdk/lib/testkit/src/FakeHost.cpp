// SPDX-License-Identifier: Apache-2.0
// kc_host of the fake kernel.
#include "State.h"

#include <kc/descriptor/Words.h>

#include <algorithm>
#include <span>

namespace kc::inline sdk1::test
{

namespace
{

kc_status find(kc_kernel* k, const char* iface, const char* slot, kc_service* out)
{
    return kc_kernel::state(k).find(*k, iface, slot, *out);
}

kc_status each(kc_kernel* k, const char* iface, kc_sink services)
{
    for (const auto& offered : kc_kernel::state(k).services)
    {
        if (offered.iface != iface)
            continue;
        const kc_status status = services.push(services.arg, &offered.service);
        if (status != KC_OK)
            return status == KC_STOP ? kc_status{KC_OK} : status;
    }
    return KC_OK;
}

kc_status fail(kc_ctx* ctx, kc_status code, const char* text, std::size_t n)
{
    if (ctx == nullptr)
        return code;
    const std::lock_guard lock{ctx->mutex};
    if (ctx->error.empty())
        ctx->error.assign(text, n);
    return code;
}

void* alloc(kc_ctx* ctx, std::size_t n)
{
    const std::lock_guard lock{ctx->mutex};
    if (n > kc_ctx::kArenaOctets - ctx->arenaOctets)
        return nullptr;
    ctx->arenaOctets += n;
    const std::size_t units = n / sizeof(std::max_align_t) + 1;
    return ctx->arena.emplace_back(new std::max_align_t[units]).get();
}

kc_str takeError(kc_ctx* ctx)
{
    std::string text;
    {
        const std::lock_guard lock{ctx->mutex};
        text.swap(ctx->error);
    }
    char* const copy = static_cast<char*>(alloc(ctx, text.size()));
    if (copy == nullptr || text.empty())
        return {nullptr, 0};
    text.copy(copy, text.size());
    return {copy, text.size()};
}

void log(kc_kernel* k, kc_ctx*, kc_log_level, kc_str text, const kc_log_field* fields,
         std::size_t count)
{
    std::string line{view(text)};
    for (const kc_log_field& each : std::span{fields, count})
    {
        line.append(" ").append(each.key).append("=");
        if (each.value.type == KC_TEXT || each.value.type == KC_BLOB)
            line.append(view(each.value.u.s));
        else if (each.value.type == KC_INT)
            line.append(std::to_string(each.value.u.i));
    }
    auto& state = kc_kernel::state(k);
    const std::lock_guard lock{state.mutex};
    state.lines.emplace_back(view(text));
    state.fullLines.push_back(std::move(line));
}

} // namespace

kc_status FakeKernel::State::find(const kc_kernel& asking, sv iface, const char* slot,
                                  kc_service& out) const
{
    std::string answer;
    if (slot != nullptr)
    {
        const auto chosen = asking.slots.find(slot);
        if (chosen == asking.slots.end())
            return KC_ENOTFOUND; // as in the server: only who consumes a slot may ask for it
        answer = slot + ("=" + chosen->second);
    }
    const auto answers = [&](const Offered& offered)
    {
        return offered.module != nullptr &&
               descriptor::contains(descriptor::words(descriptor::text(offered.module->answers)),
                                    answer);
    };
    const Offered* found = nullptr;
    for (const Offered& offered : services)
    {
        if (offered.iface != iface)
            continue;
        if (answer.empty() || answers(offered))
        {
            found = &offered;
            break;
        }
        if (offered.module == nullptr && found == nullptr)
            found = &offered;
    }
    if (found == nullptr)
        return KC_ENOTFOUND;
    out = found->service;
    return KC_OK;
}

} // namespace kc::inline sdk1::test

using namespace kc::test;

kc_kernel::kc_kernel(FakeKernel& kernel, std::string id) : fake{kernel}, module{std::move(id)}
{
    host = {sizeof(kc_host),
            KC_ABI_MAJOR,
            KC_ABI_MINOR,
            this,
            find,
            each,
            fail,
            takeError,
            alloc,
            [](const kc_ctx* ctx) { return ctx->deadline; },
            [](const kc_ctx* ctx) { return ctx->cancelled.load() ? 1 : 0; },
            [](const kc_ctx* ctx) { return kc::str(ctx->trace); },
            log,
            [](kc_kernel*, kc_log_level) { return 1; }};
}

kc_kernel::~kc_kernel()
{
    if (isStarted)
    {
        kc_ctx context;
        descriptor->drain(self, &context);
        descriptor->stop(self);
    }
    if (self != nullptr)
        descriptor->destroy(self);
}

FakeKernel::State& kc_kernel::state(kc_kernel* k)
{
    return *k->fake._state;
}
