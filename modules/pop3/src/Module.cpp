// SPDX-License-Identifier: Apache-2.0
// The POP3 front-end as a module: announces the listeners and opens a Session for each connection.
#include "Gateway.h"
#include "Options.h"
#include "Session.h"

#include <kc/checks.hpp>

namespace kc::pop3
{

using gateway::kTls;

namespace
{

bool wantsTls(const Config& config)
{
    return !tlsAddresses(config).empty() || kTls.areGiven(config);
}

class Acceptor final : public net::Acceptor
{
public:
    explicit Acceptor(const Module& module) : net::Acceptor{module}, _gateway{module} {}

    std::unique_ptr<net::Session> open(Context&, const net::Connection& connection,
                                       const kc_peer& peer) override
    {
        return std::make_unique<Session>(_gateway, connection, peer);
    }

    Gateway& gateway() { return _gateway; }

private:
    Gateway _gateway;
};

class Pop3Module final : public Module
{
public:
    using Module::Module;

    void check(Context& context, const Config& next) override
    {
        checkListen(next, "pop3_listen");
        checkListen(next, "pop3s_listen");
        if (wantsTls(next))
            kTls.check(*this, context, next);
    }

    void start(Context&) override
    {
        _acceptor = std::make_unique<Acceptor>(*this);
        useSettings();
        listen("pop3", "pop3_listen", plainAddresses(config()), 0);
        listen("pop3s", "pop3s_listen", tlsAddresses(config()), KC_LISTEN_TLS);
    }

    void reload(Context& context) override
    {
        if (wantsTls(config()))
            for (const char* listener : {"pop3", "pop3s"})
                kTls.use(*this, context, listener);
        useSettings();
    }

private:
    void useSettings()
    {
        _hasTls = _hasTls || wantsTls(config());
        _acceptor->gateway().use(std::make_shared<const Settings>(config(), _hasTls));
    }

    void listen(const char* name, const char* option, const std::string& addresses,
                std::uint32_t flags)
    {
        if (addresses.empty())
            return;
        const kc_tls tls = kTls.read(config());
        kc_listen spec{};
        spec.name = str(name);
        spec.addresses = str(addresses);
        spec.option = option;
        spec.timeout = spec.login_timeout = config().num("pop3_login_timeout");
        spec.max_input = 64 * 1024;
        spec.unix_mode = 0666;
        spec.flags = flags;
        spec.tls = _hasTls ? &tls : nullptr;
        spec.busy = str("-ERR [SYS/TEMP] Too many connections, please try again later\r\n");
        _acceptor->listen(spec);
    }

    bool _hasTls = false; // once on, it stays: there is always a certificate then
    std::unique_ptr<Acceptor> _acceptor;
};

} // namespace
} // namespace kc::pop3

KC_MODULE(kc::pop3::Pop3Module, kc::pop3::kOptions, .id = "pop3", .version = "0.1.0",
          .summary = "POP3 access to the inbox", .programs = "gateway",
          .select = "option:pop3_listen option:pop3s_listen option:pop3s_enable",
          .needs = KC_STORE " " KC_MAIL " " KC_DIRECTORY " " KC_AUTH)
