// SPDX-License-Identifier: Apache-2.0
#include "NetService.h"

#include "core/ModuleHost.h"
#include "log/Log.h"
#include <kc/descriptor/Snapshot.h>
#include <kc/descriptor/Words.h>

#include <algorithm>
#include <cstring>
#include <sys/resource.h>

namespace kc::kernel
{
namespace
{

// Descriptors that are kept for files, databases and log while connections take the rest.
constexpr std::size_t kReservedDescriptors = 256;
constexpr std::size_t kSmallestInput = 4096;

Connection& of(kc_conn* connection)
{
    return *static_cast<Connection*>(connection);
}

} // namespace

kc_status NetService::announce(kc_kernel* kernel, const kc_listen& listen, const std::string& place)
{
    if (listen.protocol == nullptr)
        return KC_EINVAL;
    kc_protocol protocol{};
    std::memcpy(&protocol, listen.protocol,
                std::min<std::size_t>(listen.protocol->size, sizeof protocol));
    if (protocol.open == nullptr || protocol.input == nullptr || protocol.close == nullptr)
        return KC_EINVAL;
    _endpoints.push_back(
        {kernel, std::string{view(listen.name)}, std::string{view(listen.addresses)},
         listen.option == nullptr ? "" : listen.option, place, protocol, listen.self,
         listen.timeout > 0 ? listen.timeout : kNever,
         std::max<std::size_t>(listen.max_input, kSmallestInput), listen.unix_mode});
    return KC_OK;
}

void NetService::openAll(Problems& problems)
{
    for (const Endpoint& endpoint : _endpoints)
        open(endpoint, problems);
}

void NetService::open(const Endpoint& endpoint, Problems& problems)
{
    for (const std::string& text : words(endpoint.addresses))
    {
        try
        {
            openAddress(endpoint, text);
        }
        catch (const Fault& fault)
        {
            problems.error(endpoint.place + ": " + endpoint.option + " = " + text + ": " +
                           fault.what());
        }
    }
}

void NetService::openAddress(const Endpoint& endpoint, const std::string& text)
{
    const ListenAddress address = parseListenAddress(text);
    std::size_t opened = 0;
    for (const auto& target : address.targets)
    {
        try
        {
            _listeners.push_back(std::make_unique<Listener>(endpoint, address, target));
            ++opened;
        }
        catch (const Fault& fault)
        {
            // "*" on a machine without IPv6 means what there is.
            const bool lacking = address.isWildcard && target.af() == AF_INET6 && opened > 0;
            if (!lacking)
                throw;
            _log.kernel(KC_LOG_INFO, text + " without IPv6: " + fault.what());
        }
    }
    _log.kernel(KC_LOG_NOTICE, endpoint.name + " listens on " + text);
}

void NetService::setLimit(std::size_t connections)
{
    rlimit descriptors{};
    getrlimit(RLIMIT_NOFILE, &descriptors);
    const std::size_t possible = descriptors.rlim_cur > 2 * kReservedDescriptors
                                     ? descriptors.rlim_cur - kReservedDescriptors
                                     : descriptors.rlim_cur / 2;
    if (connections > possible)
        _log.kernel(KC_LOG_INFO, "max_connections is " + std::to_string(possible) +
                                     " by the limit of open files");
    _poller.setLimit(std::min(connections, possible));
}

void NetService::serve()
{
    std::vector<Listener*> listeners;
    for (const auto& each : _listeners)
        listeners.push_back(each.get());
    _poller.start(listeners);
}

void NetService::drain(std::int64_t deadline)
{
    constexpr std::int64_t kLastCalls = 5 * kSecond;
    _poller.stopAccepting();
    _poller.signalAll(Connection::kDrain);
    if (_poller.waitForNone(deadline))
        return;
    _log.kernel(KC_LOG_WARN, std::to_string(_poller.connections()) +
                                 " connections are closed before their work is done");
    _poller.pool().cancel();
    _poller.signalAll(Connection::kKill);
    _poller.waitForNone(after(monotonicNow(), kLastCalls));
}

void NetService::stop()
{
    _poller.stop();
    _listeners.clear();
}

const kc_net& NetService::table()
{
    static constexpr kc_net kTable{
        sizeof(kc_net),
        [](kc_kernel* k, const kc_listen* listen) -> kc_status
        {
            return fence(nullptr, nullptr,
                         [&]() -> kc_status
                         {
                             kc_listen copy{};
                             std::memcpy(&copy, listen,
                                         std::min<std::size_t>(listen->size, sizeof copy));
                             const bool known = copy.option != nullptr && k->config != nullptr;
                             const std::string place =
                                 known ? (*k->config)[copy.option].place.text() : k->module;
                             return k->net.announce(k, copy, place);
                         });
        },
        [](kc_conn* conn, const char* p, std::size_t n) -> kc_status {
            return fence(nullptr, nullptr, [&] { return of(conn).write({p, n}); });
        },
        [](kc_conn* conn) { of(conn).finish(); },
        [](kc_conn* conn) { of(conn).signal(Connection::kWake); },
        [](kc_conn* conn, std::int64_t ns) { of(conn).setTimeout(ns > 0 ? ns : kNever); },
        nullptr,
        nullptr,
        nullptr,
        nullptr,
        nullptr,
        nullptr,
        nullptr,
    };
    return kTable;
}

} // namespace kc::kernel
