// SPDX-License-Identifier: Apache-2.0
// kc.health/1 (abi/draft/health.h): asks each started module how it is.
#pragma once

#include "ModuleInstance.h"

#include <kc/abi/draft/health.h>

#include <memory>
#include <vector>

namespace kc::kernel
{

class Health
{
public:
    explicit Health(const std::vector<std::unique_ptr<ModuleInstance>>& modules) : _modules{modules}
    {
    }

    /// `context` says how long it may take; none gives each module five seconds.
    kc_status each(const kc_ctx* context, kc_sink rows) const;

    static const kc_health& table();

private:
    const std::vector<std::unique_ptr<ModuleInstance>>& _modules;
};

} // namespace kc::kernel
