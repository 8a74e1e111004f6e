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

// Descriptors that are kept for files, databases, log and clients that are turned away, while
// connections take the rest.
constexpr std::size_t kReservedDescriptors = 512;
constexpr std::size_t kSmallestInput = 4096;

Connection& of(kc_conn* connection)
{
    return *static_cast<Connection*>(connection);
}

/// A struct of a module as ours, which may be longer or shorter.
template <class T>
T widened(const T& given)
{
    T copy{};
    std::memcpy(&copy, &given, std::min<std::size_t>(given.size, sizeof copy));
    return copy;
}

kc_status listen(kc_kernel* k, const kc_listen* given)
{
    if (!k->isMain(KC_NET " listen()"))
        return KC_EBUG;
    return fence(nullptr, nullptr,
                 [&]
                 {
                     const kc_listen listen = widened(*given);
                     const bool known = listen.option != nullptr && k->config != nullptr;
                     const std::string place =
                         known ? (*k->config)[listen.option].place.text() : k->module;
                     return k->net.announce(k, listen, place);
                 });
}

kc_status checkTls(kc_kernel* k, kc_ctx* ctx, const kc_tls* tls)
{
    if (!k->isMain(KC_NET " check_tls()"))
        return KC_EBUG;
    return fence(&k->host, ctx,
                 [&]() -> kc_status
                 {
                     const tls::Context context{widened(*tls)};
                     if (!context.warning().empty())
                         k->log.write({KC_LOG_WARN, k->module, {}, context.warning(), {}});
                     return KC_OK;
                 });
}

kc_status setTls(kc_kernel* k, kc_ctx* ctx, kc_str listener, const kc_tls* tls)
{
    if (!k->isMain(KC_NET " set_tls()"))
        return KC_EBUG;
    return fence(&k->host, ctx,
                 [&]() -> kc_status
                 {
                     k->net.setTls(k, view(listener), widened(*tls));
                     return KC_OK;
                 });
}

kc_status tlsInfo(kc_conn* conn, kc_tls_info* out)
{
    const tls::Stream* const stream = of(conn).tlsStream();
    if (stream == nullptr)
        return KC_ENOTFOUND;
    kc_tls_info info = stream->info();
    info.size = std::min(info.size, out->size);
    std::memcpy(out, &info, info.size);
    return KC_OK;
}

} // namespace

kc_status NetService::announce(kc_kernel* kernel, const kc_listen& listen, const std::string& place)
{
    if (listen.protocol == nullptr)
        return KC_EINVAL;
    const auto protocol = widened(*listen.protocol);
    if (protocol.open == nullptr || protocol.input == nullptr || protocol.close == nullptr)
        return KC_EINVAL;
    auto slot = std::make_unique<tls::Slot>();
    if (listen.tls != nullptr)
        slot->use(std::make_shared<const tls::Context>(widened(*listen.tls)));
    else if ((listen.flags & KC_LISTEN_TLS) != 0)
        return KC_EINVAL;
    _endpoints.push_back({kernel, std::string{view(listen.name)},
                          std::string{view(listen.addresses)},
                          listen.option == nullptr ? "" : listen.option, place, protocol,
                          listen.self, listen.timeout > 0 ? listen.timeout : kNever,
                          std::max<std::size_t>(listen.max_input, kSmallestInput), listen.unix_mode,
                          listen.flags, std::string{view(listen.busy)}, listen.login_timeout,
                          listen.send_timeout, std::move(slot)});
    return KC_OK;
}

void NetService::setTls(const kc_kernel* kernel, sv listener, const kc_tls& tls)
{
    // Shared by the listeners and by the handshakes that begin before it is replaced again.
    const auto context = std::make_shared<const tls::Context>(tls);
    for (const Endpoint& endpoint : _endpoints)
        if (endpoint.kernel == kernel && endpoint.name == listener)
            endpoint.tlsSlot->use(context);
}

void NetService::openAll(Problems& problems)
{
    for (const Endpoint& endpoint : _endpoints)
        open(endpoint, problems);
    for (const std::string& each : _inherited.closeOthers())
        _log.kernel(KC_LOG_WARN, "the service manager's socket " + each +
                                     " is closed: no *_listen option has that address; name it in "
                                     "one or drop it from the socket unit");
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
            const int inherited = _inherited.take(target);
            if (inherited >= 0)
                _listeners.push_back(std::make_unique<Listener>(endpoint, address, inherited));
            else if (!address.isWildcard || !_inherited.serveBothFamilies(target.port()))
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

void NetService::setLimits(NetLimits limits)
{
    rlimit descriptors{};
    getrlimit(RLIMIT_NOFILE, &descriptors);
    const std::size_t possible = descriptors.rlim_cur > 2 * kReservedDescriptors
                                     ? descriptors.rlim_cur - kReservedDescriptors
                                     : descriptors.rlim_cur / 2;
    if (limits.connections > possible)
        _log.kernel(KC_LOG_INFO, "max_connections is " + std::to_string(possible) +
                                     " by the limit of open files");
    limits.connections = std::min(limits.connections, possible);
    _poller.admission().setLimits(limits);
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
        kc::kernel::listen,
        [](kc_conn* conn, const char* p, std::size_t n) -> kc_status {
            return fence(nullptr, nullptr, [&] { return of(conn).write({p, n}); });
        },
        [](kc_conn* conn) { of(conn).finish(); },
        [](kc_conn* conn) { of(conn).signal(Connection::kWake); },
        [](kc_conn* conn, std::int64_t ns) { of(conn).setTimeout(ns > 0 ? ns : kNever); },
        [](kc_conn* conn, std::int64_t ns) { of(conn).wakeAfter(ns); },
        [](kc_conn* conn) { of(conn).pause(); },
        [](kc_conn* conn, kc_str user) -> kc_status
        { return fence(nullptr, nullptr, [&] { return of(conn).authenticated(view(user)); }); },
        [](kc_conn* conn) { return of(conn).startTls(); },
        tlsInfo,
        checkTls,
        kc::kernel::setTls,
    };
    return kTable;
}

} // namespace kc::kernel
