// SPDX-License-Identifier: Apache-2.0
#include <kc/hooks/Chain.h>

#include <algorithm>
#include <memory>

namespace kc::hooks
{
namespace
{

const kc_hook_delivery& tableOf(const kc_service& service)
{
    return *static_cast<const kc_hook_delivery*>(service.table);
}

std::int64_t now()
{
    return std::chrono::nanoseconds{std::chrono::steady_clock::now().time_since_epoch()}.count();
}

} // namespace

Chain::Chain(const Module& module)
    : _host{module.host()}, _tasks{&module.kernelTable<kc_tasks>(KC_TASKS)}
{
    for (const kc_service& service : module.each(KC_HOOK_DELIVERY))
        _hooks.push_back({service, tableOf(service).stages(service.self)});
}

bool Chain::wants(kc_hook_stage stage) const
{
    return std::any_of(_hooks.begin(), _hooks.end(),
                       [stage](const Hook& hook) { return hook.wants(stage); });
}

kc_hook_verdict Chain::run(Context& context, const kc_hook_message& message, Edits& edits,
                           const Policy& policy) const
{
    for (const Hook& hook : _hooks)
    {
        if (!hook.wants(edits.stage))
            continue;
        edits.reply.clear();
        const Edits before = edits;
        const auto verdict = ask(hook, context, message, edits, policy.timeLimit);
        if (!verdict)
            edits = before; // nothing of what it did half-way
        if (!verdict && policy.onError == OnError::Defer)
            return KC_HOOK_DEFER;
        if (verdict && *verdict != KC_HOOK_CONTINUE)
            return *verdict;
    }
    return KC_HOOK_CONTINUE;
}

std::optional<kc_hook_verdict> Chain::ask(const Hook& hook, Context& context,
                                          const kc_hook_message& message, Edits& edits,
                                          std::chrono::nanoseconds timeLimit) const
{
    const std::int64_t deadline = std::min(now() + timeLimit.count(), context.deadline());
    const std::string trace{context.traceId()};
    const std::unique_ptr<kc_ctx, void (*)(kc_ctx*)> own{
        _tasks->open_context(_host->k, trace.c_str(), deadline), _tasks->close_context};
    kc_hook_verdict verdict = KC_HOOK_CONTINUE;
    kc_status status = message.message->ops->seek(message.message->self, own.get(), 0);
    if (status >= 0)
        status = tableOf(hook.service)
                     .run(hook.service.self, own.get(), edits.stage, &message, &Edits::ops(),
                          edits.raw(), &verdict);
    const Log log{_host};
    if (now() > deadline)
        log.write(KC_LOG_WARN, &context, "A delivery hook took longer than its time limit",
                  {{"hook", hook.service.module}});
    if (status >= 0 && verdict >= KC_HOOK_CONTINUE && verdict <= KC_HOOK_DISCARD)
        return verdict;
    const sv reason = view(_host->take_error(own.get()));
    log.write(KC_LOG_ERROR, &context, "A delivery hook failed",
              {{"hook", hook.service.module},
               {"reason", reason.empty() ? sv{"no reason given"} : reason}});
    return std::nullopt;
}

} // namespace kc::hooks
