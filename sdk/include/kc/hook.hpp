// SPDX-License-Identifier: Apache-2.0
// DRAFT kc.hook.delivery/1 in C++; the contract stands in abi/draft/hook.h. DeliveryHook is what a
// hook derives from; kc::hooks (kc/hooks/Chain.h) asks them all, for whoever delivers.
#pragma once

#include <kc/abi/draft/hook.h>
#include <kc/module.hpp>

#include <algorithm>

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

} // namespace kc::inline sdk1
