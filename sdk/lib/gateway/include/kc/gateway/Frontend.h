// SPDX-License-Identifier: Apache-2.0
// A front-end of gateway.cfg as a module: a listener without and one with TLS from the first octet,
// a session for each connection, options and certificate read again at SIGHUP.
#pragma once

#include <kc/checks.hpp>
#include <kc/gateway/Options.h>
#include <kc/gateway/Services.h>
#include <kc/net.hpp>

#include <array>

namespace kc::gateway
{

struct Listener
{
    const char* name;                        ///< in logs and metrics
    const char* option;                      ///< that says where
    std::uint32_t flags;                     ///< of kc_listen
    std::string (*addresses)(const Config&); ///< empty: not at all
};

struct Protocol
{
    const char* service; ///< "imap"
    const char* name;    ///< "IMAP"
    const char* busy;    ///< said instead of a greeting when there are too many connections
    const char* timeout; ///< the option that bounds the time until login
    Listener plain, tls;
};

/// Session is made of (Shared&, const net::Connection&, const kc_peer&).
template <class Session, class Settings, class Shared = Services<Settings>>
class Frontend : public Module
{
public:
    void check(Context& context, const Config& next) override
    {
        for (const Listener* one : listeners())
            checkListen(next, one->option);
        if (wantsTls(next))
            kTls.check(*this, context, next);
    }

    void start(Context&) override
    {
        _acceptor = std::make_unique<Acceptor>(*this, _protocol);
        useSettings();
        for (const Listener* one : listeners())
            listen(*one);
    }

    void reload(Context& context) override
    {
        if (wantsTls(config()))
            for (const Listener* one : listeners())
                kTls.use(*this, context, one->name);
        useSettings();
    }

protected:
    /// `protocol` outlives the module.
    Frontend(const Init& init, const Protocol& protocol) : Module{init}, _protocol{protocol} {}

private:
    class Acceptor final : public net::Acceptor
    {
    public:
        Acceptor(const Module& module, const Protocol& protocol)
            : net::Acceptor{module}, services{module, protocol.service, protocol.name}
        {
        }

        std::unique_ptr<net::Session> open(Context&, const net::Connection& connection,
                                           const kc_peer& peer) override
        {
            return std::make_unique<Session>(services, connection, peer);
        }

        Shared services;
    };

    std::array<const Listener*, 2> listeners() const { return {&_protocol.plain, &_protocol.tls}; }

    bool wantsTls(const Config& config) const
    {
        return !_protocol.tls.addresses(config).empty() || kTls.areGiven(config);
    }

    void useSettings()
    {
        _hasTls = _hasTls || wantsTls(config());
        _acceptor->services.use(std::make_shared<const Settings>(config(), _hasTls));
    }

    void listen(const Listener& one)
    {
        const std::string addresses = one.addresses(config());
        if (addresses.empty())
            return;
        const kc_tls tls = kTls.read(config());
        kc_listen spec{};
        spec.name = str(one.name);
        spec.addresses = str(addresses);
        spec.option = one.option;
        spec.timeout = spec.login_timeout = config().num(_protocol.timeout);
        spec.max_input = 64 * 1024;
        spec.unix_mode = 0666;
        spec.flags = one.flags;
        spec.tls = _hasTls ? &tls : nullptr;
        spec.busy = str(_protocol.busy);
        _acceptor->listen(spec);
    }

    const Protocol& _protocol;
    bool _hasTls = false; // once on, it stays: there is always a certificate then
    std::unique_ptr<Acceptor> _acceptor;
};

} // namespace kc::gateway
