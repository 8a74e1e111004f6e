// SPDX-License-Identifier: Apache-2.0
// The delivery hooks of this process, highest priority first. Made in start(), read-only after
// that; wants() and run() on any thread.
#pragma once

#include <kc/hooks/Edits.h>

#include <kc/abi/draft/tasks.h>

#include <chrono>
#include <optional>
#include <vector>

namespace kc::hooks
{

class Chain
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
    explicit Chain(const Module& module);

    bool wants(kc_hook_stage stage) const;

    /// Asks until one decides. A failure, also an unknown verdict, is logged and skipped, or makes
    /// it KC_HOOK_DEFER without a reply. A late answer counts all the same, but is logged.
    kc_hook_verdict run(Context& context, const kc_hook_message& message, Edits& edits,
                        const Policy& policy) const;

private:
    struct Hook
    {
        kc_service service;
        std::uint32_t stages;

        bool wants(kc_hook_stage stage) const { return (stages & 1U << stage) != 0; }
    };

    /// In a context of its own, so that its memory and its deadline end with it.
    std::optional<kc_hook_verdict> ask(const Hook& hook, Context& context,
                                       const kc_hook_message& message, Edits& edits,
                                       std::chrono::nanoseconds timeLimit) const;

    const kc_host* _host;
    const kc_tasks* _tasks;
    std::vector<Hook> _hooks;
};

} // namespace kc::hooks
