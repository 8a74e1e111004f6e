// SPDX-License-Identifier: Apache-2.0
// kc.net/1 (abi/draft/net.h): keeps what modules announce, opens it when all have started, and lets
// connections go when the server stops.
#pragma once

#include "InheritedSockets.h"
#include "Poller.h"
#include <kc/descriptor/Problems.h>

#include <deque>
#include <memory>
#include <vector>

namespace kc::kernel
{
using namespace descriptor;

class NetService
{
public:
    NetService(ThreadPool& pool, Log& log) : _log{log}, _poller{pool, log} {}

    /// [main], in start(). `place` says where the option stands.
    kc_status announce(kc_kernel* kernel, const kc_listen& listen, const std::string& place);

    bool hasEndpoints() const { return !_endpoints.empty(); }

    /// Opens everything that was announced; begins to serve when nothing is wrong.
    void openAll(Problems& problems);
    void serve();
    void setLimits(NetLimits limits);
    /// What handshakes of the module's listener of that name use from now on. Throws Fault.
    void setTls(const kc_kernel* kernel, sv listener, const kc_tls& tls);
    /// No new clients; idle sessions say goodbye, the others after their work; all are gone at
    /// `deadline`.
    void drain(std::int64_t deadline);
    void stop();

    const std::vector<std::unique_ptr<Listener>>& listeners() const { return _listeners; }

    std::size_t connections() const { return _poller.connections(); }

    static const kc_net& table();

private:
    void open(const Endpoint& endpoint, Problems& problems);
    void openAddress(const Endpoint& endpoint, const std::string& text);

    Log& _log;
    InheritedSockets _inherited;
    std::deque<Endpoint> _endpoints; // of the listeners and connections below
    std::vector<std::unique_ptr<Listener>> _listeners;
    Poller _poller;
};

} // namespace kc::kernel
