// SPDX-License-Identifier: Apache-2.0
// Who offers which interface. The kernel fills it between create() and start(); read-only after
// that, so readers take no lock.
#pragma once

#include <kc/abi/host.h>
#include <kc/status.hpp>

#include <map>
#include <string>
#include <vector>

namespace kc::host
{

class Registry
{
public:
    /// `service.module` outlives the registry. Higher priorities come first, else the order of
    /// adding.
    void add(const std::string& iface, const kc_service& service, unsigned priority);
    /// The first provider, or the module's of that id when `module` is not empty.
    kc_status find(sv iface, sv module, kc_service& out) const;
    kc_status each(sv iface, kc_sink services) const;
    /// Takes out what was added with this very `module`.
    void remove(const char* module);

private:
    struct Entry
    {
        kc_service service;
        unsigned priority;
    };

    std::map<std::string, std::vector<Entry>, std::less<>> _offers;
};

} // namespace kc::host
