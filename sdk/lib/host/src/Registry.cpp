// SPDX-License-Identifier: Apache-2.0
#include <kc/host/Registry.h>

#include <algorithm>
#include <cstring>

namespace kc::host
{

void Registry::add(const std::string& iface, const kc_service& service, unsigned priority)
{
    std::vector<Entry>& list = _offers[iface];
    const auto place = std::find_if(list.begin(), list.end(),
                                    [&](const Entry& each) { return each.priority < priority; });
    list.insert(place, {service, priority});
}

kc_status Registry::find(sv iface, sv module, kc_service& out) const
{
    const auto list = _offers.find(iface);
    if (list == _offers.end())
        return KC_ENOTFOUND;
    for (const Entry& each : list->second)
    {
        if (!module.empty() && module != each.service.module)
            continue;
        // The caller's struct may be an older SDK's: nothing is written beyond its size.
        const std::uint32_t size = out.size;
        std::memcpy(&out, &each.service, std::min<std::size_t>(size, sizeof out));
        out.size = size;
        return KC_OK;
    }
    return KC_ENOTFOUND;
}

kc_status Registry::each(sv iface, kc_sink services) const
{
    const auto list = _offers.find(iface);
    if (list == _offers.end())
        return KC_OK;
    for (const Entry& each : list->second)
    {
        const kc_status status = services.push(services.arg, &each.service);
        if (status != KC_OK)
            return status == KC_STOP ? kc_status{KC_OK} : status;
    }
    return KC_OK;
}

void Registry::remove(const char* module)
{
    for (auto& [iface, list] : _offers)
        std::erase_if(list, [&](const Entry& each) { return module == each.service.module; });
}

} // namespace kc::host
