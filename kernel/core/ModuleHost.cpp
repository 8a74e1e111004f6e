// SPDX-License-Identifier: Apache-2.0
#include "ModuleHost.h"

#include "ThreadRole.h"

#include <kc/host/CallContext.h>

#include <cstdio>
#include <cstdlib>

using namespace kc::kernel;
using kc::host::contextHost;

namespace
{

kc_status find(kc_kernel* k, const char* iface, const char* slot, kc_service* out)
{
    return kc::fence(nullptr, nullptr,
                     [&]() -> kc_status
                     {
                         if (iface == nullptr || out == nullptr)
                             return KC_EINVAL;
                         if (slot == nullptr)
                             return k->registry.find(iface, {}, *out);
                         const auto chosen = k->slotChoices.find(slot);
                         return chosen == k->slotChoices.end()
                                    ? kc_status{KC_ENOTFOUND}
                                    : k->registry.find(iface, chosen->second, *out);
                     });
}

kc_status each(kc_kernel* k, const char* iface, kc_sink services)
{
    return k->registry.each(iface, services);
}

bool isLogged(const kc_kernel* k, kc_log_level level)
{
    return level <= k->logLevel.load(std::memory_order_relaxed);
}

void log(kc_kernel* k, kc_ctx* ctx, kc_log_level level, kc_str text, const kc_log_field* fields,
         std::size_t n)
{
    (void)kc::fence(nullptr, nullptr,
                    [&]() -> kc_status
                    {
                        const kc::sv trace = ctx == nullptr ? kc::sv{} : ctx->trace();
                        if (isLogged(k, level))
                            k->log.write({level, k->module, trace, kc::view(text), {fields, n}});
                        return KC_OK;
                    });
}

} // namespace

bool kc_kernel::isMain(const char* function) const
{
    if (threadRole == ThreadRole::Main)
        return true;
    const std::string sentence =
        "module " + module + " calls " + function + " on " +
        (threadRole == ThreadRole::Foreign ? "a thread of its own" : "a pool thread") +
        ", but it may only do so in start(), check(), reload() and stop()";
    log.kernel(KC_LOG_ERROR, sentence);
#ifndef NDEBUG
    std::fprintf(stderr, "%s\n", sentence.c_str());
    std::abort();
#endif
    return false;
}

kc_kernel::kc_kernel(const KernelServices& services, std::string moduleId,
                     std::map<std::string, std::string> slots)
    : log{services.log},
      registry{services.registry},
      tasks{services.tasks},
      net{services.net},
      metrics{services.metrics},
      health{services.health},
      module{std::move(moduleId)},
      slotChoices{std::move(slots)},
      logLevel{services.log.levelOf(module)}
{
    host = contextHost(this);
    host.find = find;
    host.each = each;
    host.log = ::log;
    host.log_enabled = [](kc_kernel* k, kc_log_level level) { return isLogged(k, level) ? 1 : 0; };
}
