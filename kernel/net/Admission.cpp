// SPDX-License-Identifier: Apache-2.0
#include "Admission.h"

#include "SocketPeer.h"
#include "log/Log.h"

#include <cstring>
#include <netinet/in.h>

namespace kc::kernel
{
namespace
{

constexpr std::int64_t kLogInterval = 60 * kSecond;

/// IPv6 clients own a /64 each, so that is what counts; IPv4 ones have numbers that no /64 has.
std::uint64_t keyOf(const sockaddr_storage& peer)
{
    if (peer.ss_family == AF_INET)
        return ntohl(reinterpret_cast<const sockaddr_in&>(peer).sin_addr.s_addr);
    if (peer.ss_family != AF_INET6)
        return 0;
    const in6_addr& address = reinterpret_cast<const sockaddr_in6&>(peer).sin6_addr;
    std::uint64_t prefix = 0;
    std::memcpy(&prefix, &address, sizeof prefix);
    if (IN6_IS_ADDR_LOOPBACK(&address))
        return INADDR_LOOPBACK;
    if (!IN6_IS_ADDR_V4MAPPED(&address))
        return prefix;
    std::uint32_t v4 = 0;
    std::memcpy(&v4, address.s6_addr + 12, sizeof v4);
    return ntohl(v4);
}

} // namespace

void Admission::setLimits(const NetLimits& limits)
{
    const std::lock_guard lock{_mutex};
    _limits = limits;
}

NetLimits Admission::limits() const
{
    const std::lock_guard lock{_mutex};
    return _limits;
}

bool Admission::enter(Ticket& ticket, const sockaddr_storage& peer, bool needsLogin)
{
    const std::lock_guard lock{_mutex};
    if (_total >= _limits.connections)
        return refuse(kTotal, _limits.connections, {});
    const std::uint64_t key = keyOf(peer);
    if (key != 0)
    {
        const auto known = _addresses.find(key);
        const Address now = known == _addresses.end() ? Address{} : known->second;
        if (now.all >= _limits.perAddress)
            return refuse(kPerAddress, _limits.perAddress, " by " + addressText(peer));
        if (needsLogin && now.beforeLogin >= _limits.beforeLogin)
            return refuse(kBeforeLogin, _limits.beforeLogin, " by " + addressText(peer));
        Address& address = _addresses[key];
        ++address.all;
        address.beforeLogin += needsLogin ? 1 : 0;
    }
    ++_total;
    ticket = {key, true, !needsLogin, nullptr};
    return true;
}

bool Admission::logIn(Ticket& ticket, sv user)
{
    const std::lock_guard lock{_mutex};
    if (ticket.user != nullptr && ticket.user->first == user)
        return true;
    const std::string name{user};
    const auto known = _users.find(name);
    if (known != _users.end() && known->second >= _limits.perUser)
        return refuse(kPerUser, _limits.perUser, " by user " + name);
    leaveUser(ticket);
    const auto entry = _users.try_emplace(name, 0).first;
    ++entry->second;
    ticket.user = &*entry;
    if (!std::exchange(ticket.isLoggedIn, true) && ticket.address != 0)
        --_addresses[ticket.address].beforeLogin;
    return true;
}

void Admission::leaveUser(Ticket& ticket)
{
    if (ticket.user != nullptr && --ticket.user->second == 0)
        _users.erase(_users.find(ticket.user->first));
    ticket.user = nullptr;
}

void Admission::leave(Ticket& ticket)
{
    const std::lock_guard lock{_mutex};
    if (!std::exchange(ticket.isCounted, false))
        return;
    --_total;
    leaveUser(ticket);
    const auto address = _addresses.find(ticket.address);
    if (address == _addresses.end())
        return;
    address->second.beforeLogin -= ticket.isLoggedIn ? 0 : 1;
    if (--address->second.all == 0)
        _addresses.erase(address);
}

bool Admission::refuse(Limit limit, std::size_t value, const std::string& whom)
{
    static constexpr std::array<const char*, kLimits> kNames{
        "max_connections", "max_connections_per_address", "max_connections_before_login",
        "max_connections_per_user"};
    Refusals& refusals = _refusals[limit];
    ++refusals.count;
    const std::int64_t now = monotonicNow();
    if (refusals.logged != 0 && now - refusals.logged < kLogInterval)
        return false;
    refusals.logged = now;
    _log.kernel(KC_LOG_WARN, std::string{kNames[limit]} + " = " + std::to_string(value) +
                                 " is reached" + whom + ": new connections are closed (" +
                                 std::to_string(refusals.count) + " so far)");
    return false;
}

} // namespace kc::kernel
