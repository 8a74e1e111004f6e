// SPDX-License-Identifier: Apache-2.0
// DRAFT kc.hook.delivery/1 in C++; the contract stands in abi/draft/hook.h. DeliveryHook is what a
// hook derives from; HookChain asks them all, for whoever delivers.
#pragma once

#include <kc/abi/draft/hook.h>
#include <kc/abi/draft/tasks.h>
#include <kc/module.hpp>

#include <algorithm>
#include <chrono>
#include <span>

namespace kc::inline sdk1
{

/// The message under way, as hooks see it. Borrowed for the call.
class HookMessage
{
public:
    explicit HookMessage(const kc_hook_message& raw) : _raw{raw} {}

    /// Sender, recipients, address, principal, length, header.
    const kc_hook_message& raw() const { return _raw; }

    /// The message's octets: all of them, or of `count` from `offset` on those that there are.
    std::string octets(Context& context, std::uint64_t offset = 0,
                       std::uint64_t count = UINT64_MAX) const
    {
        const std::uint64_t rest = _raw.length - std::min(offset, _raw.length);
        std::string all(static_cast<std::size_t>(std::min(count, rest)), '\0');
        const kc_reader& reader = *_raw.message;
        (void)outcome(context, reader.ops->seek(reader.self, context.get(), offset));
        std::size_t have = 0;
        for (std::size_t got = 1; got > 0 && have < all.size(); have += got)
            (void)outcome(context, reader.ops->read(reader.self, context.get(), all.data() + have,
                                                    all.size() - have, &got));
        all.resize(have);
        return all;
    }

private:
    const kc_hook_message& _raw;
};

/// What a hook may do to the message. Each answers as the table's function does.
class HookEdit
{
public:
    HookEdit(const kc_hook_edit_ops* ops, kc_hook_edit* raw) : _ops{ops}, _raw{raw} {}

    Status prependHeader(sv name, sv value) const
    {
        return Status::of(_ops->prepend_header(_raw, str(name), str(value)));
    }

    Status setMailbox(sv path) const { return Status::of(_ops->set_mailbox(_raw, str(path))); }

    Status reply(sv text) const { return Status::of(_ops->reply(_raw, str(text))); }

private:
    const kc_hook_edit_ops* _ops;
    kc_hook_edit* _raw;
};

class DeliveryHook : public Service
{
public:
    static constexpr sv kInterface = KC_HOOK_DELIVERY;

    /// Bits 1 << kc_hook_stage.
    virtual std::uint32_t stages() const { return 1U << KC_HOOK_MESSAGE; }

    /// Throws when it cannot tell; the caller's option then says what becomes of the message.
    virtual kc_hook_verdict run(Context& context, kc_hook_stage stage, const HookMessage& message,
                                const HookEdit& edit) = 0;

    static const kc_hook_delivery& table()
    {
        static constexpr kc_hook_delivery kTable{
            sizeof(kc_hook_delivery),
            [](void* self) { return static_cast<const DeliveryHook*>(self)->stages(); },
            [](void* self, kc_ctx* ctx, kc_hook_stage stage, const kc_hook_message* message,
               const kc_hook_edit_ops* ops, kc_hook_edit* edit, kc_hook_verdict* verdict)
            {
                DeliveryHook& hook = *static_cast<DeliveryHook*>(self);
                return fence(hook.serviceHost, ctx,
                             [&]() -> kc_status
                             {
                                 Context context{hook.serviceHost, ctx};
                                 *verdict = hook.run(context, stage, HookMessage{*message},
                                                     HookEdit{ops, edit});
                                 return KC_OK;
                             });
            }};
        return kTable;
    }
};

/// What the hooks of a stage asked for, checked as the table promises; the caller applies it.
struct HookEdits
{
    static constexpr std::size_t kHeaderOctets = 64 * 1024;
    static constexpr std::size_t kLineOctets = 998;  // RFC 5322 §2.1.1
    static constexpr std::size_t kReplyOctets = 400; // with code and address within a reply line

    kc_hook_stage stage;
    std::string header;  // fields, each with its CRLF
    std::string mailbox; // empty: the caller's own choice
    std::string reply;

    static const kc_hook_edit_ops& ops()
    {
        static constexpr kc_hook_edit_ops kOps{sizeof(kc_hook_edit_ops), prepend, choose, say};
        return kOps;
    }

    kc_hook_edit* raw() { return reinterpret_cast<kc_hook_edit*>(this); }

private:
    static HookEdits& of(kc_hook_edit* edit) { return *reinterpret_cast<HookEdits*>(edit); }

    static bool isFieldName(sv name) // RFC 5322 §2.2
    {
        return !name.empty() && std::all_of(name.begin(), name.end(),
                                            [](char c) { return c > ' ' && c < 0x7F && c != ':'; });
    }

    static kc_status prepend(kc_hook_edit* edit, kc_str name, kc_str value)
    {
        HookEdits& to = of(edit);
        if (to.stage != KC_HOOK_MESSAGE)
            return KC_ENOTSUP;
        if (!isFieldName(view(name)) || name.n + 2 + value.n > kLineOctets ||
            view(value).find_first_of(sv{"\r\n\0", 3}) != sv::npos)
            return KC_EINVAL;
        const std::string line = std::string{view(name)}.append(": ").append(view(value)) + "\r\n";
        if (to.header.size() + line.size() > kHeaderOctets)
            return KC_ETOOBIG;
        to.header.insert(0, line);
        return KC_OK;
    }

    static kc_status choose(kc_hook_edit* edit, kc_str path)
    {
        if (of(edit).stage != KC_HOOK_RECIPIENT)
            return KC_ENOTSUP;
        of(edit).mailbox = view(path);
        return KC_OK;
    }

    static kc_status say(kc_hook_edit* edit, kc_str text)
    {
        std::string& reply = of(edit).reply;
        reply.clear();
        for (const char c : view(text).substr(0, kReplyOctets))
            if (c >= ' ' && c < 0x7F)
                reply += c;
            else if (c == '\r' || c == '\n')
                break;
        return KC_OK;
    }
};

/// The hooks of this process, highest priority first.
class HookChain
{
public:
    enum class OnError : bool
    {
        Defer,
        Skip
    };

    struct Policy
    {
        std::chrono::nanoseconds timeLimit; // of each hook
        OnError onError;
    };

    /// In start().
    explicit HookChain(const Module& module)
        : _host{module.host()}, _tasks{&module.kernelTable<kc_tasks>(KC_TASKS)}
    {
        for (const kc_service& service : module.each(KC_HOOK_DELIVERY))
            _hooks.push_back({service, tableOf(service).stages(service.self)});
    }

    bool wants(kc_hook_stage stage) const
    {
        return std::any_of(_hooks.begin(), _hooks.end(),
                           [stage](const Hook& hook) { return hook.wants(stage); });
    }

    /// Asks until one decides. A failure, also an unknown verdict, is logged and skipped, or makes
    /// it KC_HOOK_DEFER without a reply. A late answer counts all the same, but is logged.
    kc_hook_verdict run(Context& context, const kc_hook_message& message, HookEdits& edits,
                        const Policy& policy) const
    {
        for (const Hook& hook : _hooks)
        {
            if (!hook.wants(edits.stage))
                continue;
            edits.reply.clear();
            const HookEdits before = edits;
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

private:
    struct Hook
    {
        kc_service service;
        std::uint32_t stages;

        bool wants(kc_hook_stage stage) const { return (stages & 1U << stage) != 0; }
    };

    static const kc_hook_delivery& tableOf(const kc_service& service)
    {
        return *static_cast<const kc_hook_delivery*>(service.table);
    }

    static std::int64_t now()
    {
        return std::chrono::nanoseconds{std::chrono::steady_clock::now().time_since_epoch()}
            .count();
    }

    /// In a context of its own, so that its memory and its deadline end with it.
    std::optional<kc_hook_verdict> ask(const Hook& hook, Context& context,
                                       const kc_hook_message& message, HookEdits& edits,
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
                         .run(hook.service.self, own.get(), edits.stage, &message,
                              &HookEdits::ops(), edits.raw(), &verdict);
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

    const kc_host* _host;
    const kc_tasks* _tasks;
    std::vector<Hook> _hooks;
};

} // namespace kc::inline sdk1
