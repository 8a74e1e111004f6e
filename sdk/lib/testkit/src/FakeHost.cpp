// SPDX-License-Identifier: Apache-2.0
// kc_host of the fake kernel.
#include "State.h"

#include <kc/descriptor/Words.h>
#include <kc/host/ContextWatch.h>

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
    return kc_kernel::state(k).registry.each(iface, services);
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
    if (slot == nullptr)
        return registry.find(iface, {}, out);
    const auto chosen = asking.slots.find(slot);
    if (chosen == asking.slots.end())
        return KC_ENOTFOUND; // as in the server: only who consumes a slot may ask for it
    const std::string answer = slot + ("=" + chosen->second);
    for (const kc_kernel& each : modules)
        if (descriptor::contains(descriptor::words(descriptor::text(each.descriptor->answers)),
                                 answer) &&
            registry.find(iface, each.module, out) == KC_OK)
            return KC_OK;
    return registry.find(iface, kDouble, out);
}

FakeCall::FakeCall(const kc_host* host)
    : _host{host}, _raw{std::make_shared<kc_ctx>("test", INT64_MAX, &_cancelled)}
{
}

FakeCall::FakeCall(const kc_host* host, std::chrono::nanoseconds timeLeft)
    : _host{host},
      _raw{std::make_shared<kc_ctx>(
          "test", (std::chrono::steady_clock::now().time_since_epoch() + timeLeft).count(),
          &_cancelled)}
{
}

} // namespace kc::inline sdk1::test

using namespace kc::test;

kc_kernel::kc_kernel(FakeKernel& kernel, std::string id) : fake{kernel}, module{std::move(id)}
{
    kc::host::contextsAreWatched = true;
    host = kc::host::contextHost(this);
    host.find = ::find;
    host.each = ::each;
    host.log = ::log;
    host.log_enabled = [](kc_kernel*, kc_log_level) { return 1; };
}

kc_kernel::~kc_kernel()
{
    if (isStarted)
    {
        kc_ctx context{"drain"};
        descriptor->drain(self, &context);
        descriptor->stop(self);
    }
    if (self == nullptr)
        return;
    descriptor->destroy(self);
    state(this).registry.remove(module.c_str());
}

FakeKernel::State& kc_kernel::state(kc_kernel* k)
{
    return *k->fake._state;
}
