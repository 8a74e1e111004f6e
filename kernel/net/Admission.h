// SPDX-License-Identifier: Apache-2.0
// Who may have how many connections: counts by address and by user, and says when a limit is
// reached. Mutex: guards the counts; a leaf of the lock order.
#pragma once

#include "core/Clock.h"

#include <kc/status.hpp>

#include <array>
#include <cstdint>
#include <mutex>
#include <string>
#include <sys/socket.h>
#include <unordered_map>

namespace kc::kernel
{
class Log;

struct NetLimits
{
    std::size_t connections = 20'000;
    std::size_t perAddress = 2'000;
    std::size_t beforeLogin = 100; // of these
    std::size_t perUser = 50;
    std::int64_t handshakeTime = 10 * kSecond;
    std::int64_t sendTime = 60 * kSecond;
};

class Admission
{
public:
    using Users = std::unordered_map<std::string, std::size_t>;

    /// What a connection counts as; the connection's own.
    struct Ticket
    {
        std::uint64_t address = 0; // 0: not counted by address
        bool isCounted = false;
        bool isLoggedIn = false;
        Users::value_type* user = nullptr;
    };

    explicit Admission(Log& log) : _log{log} {}

    void setLimits(const NetLimits& limits);
    NetLimits limits() const;

    /// False when a limit is reached: the client is turned away, those who are here stay.
    bool enter(Ticket& ticket, const sockaddr_storage& peer, bool needsLogin);
    /// The same for a user; may be called again for another one.
    bool logIn(Ticket& ticket, sv user);
    void leave(Ticket& ticket);

private:
    enum Limit
    {
        kTotal,
        kPerAddress,
        kBeforeLogin,
        kPerUser,
        kLimits
    };

    struct Address
    {
        std::size_t all = 0, beforeLogin = 0;
    };

    struct Refusals
    {
        std::size_t count = 0;
        std::int64_t logged = 0;
    };

    bool refuse(Limit limit, std::size_t value, const std::string& whom);
    void leaveUser(Ticket& ticket);

    Log& _log;
    mutable std::mutex _mutex;
    NetLimits _limits;
    std::size_t _total = 0;
    std::unordered_map<std::uint64_t, Address> _addresses;
    Users _users;
    std::array<Refusals, kLimits> _refusals{};
};

} // namespace kc::kernel
