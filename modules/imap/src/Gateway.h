// SPDX-License-Identifier: Apache-2.0
// What all sessions of the module share.
#pragma once

#include "Settings.h"

#include <kc/gateway/Services.h>
#include <kc/stores.hpp>

#include <optional>

namespace kc::imap
{

struct Gateway : gateway::Services<Settings>
{
    Gateway(const Module& module, const char* service, const char* protocol)
        : Services{module, service, protocol}
    {
        if (const auto found = module.find(KC_STORES))
            stores.emplace(*found);
    }

    std::optional<StoresProxy> stores; ///< nothing: there are no public folders
};

} // namespace kc::imap
