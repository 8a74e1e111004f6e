// SPDX-License-Identifier: Apache-2.0
// The IMAP front-end as a module: announces the listener and opens a Session for each connection.
#include "Gateway.h"
#include "Options.h"
#include "Session.h"

#include <kc/checks.hpp>

namespace kc::imap
{

using gateway::kTls;

namespace
{

bool wantsTls(const Config& config)
{
    return !config.str("imaps_listen").empty() || kTls.areGiven(config);
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

class ImapModule final : public Module
{
public:
    using Module::Module;

    void check(Context& context, const Config& next) override
    {
        checkListen(next, "imap_listen");
        checkListen(next, "imaps_listen");
        checkDirectory(next, "tmp_path");
        if (wantsTls(next))
            kTls.check(*this, context, next);
    }

    void start(Context&) override
    {
        _acceptor = std::make_unique<Acceptor>(*this);
        useSettings();
        listen("imap", "imap_listen", 0);
        listen("imaps", "imaps_listen", KC_LISTEN_TLS);
    }

    void reload(Context& context) override
    {
        if (wantsTls(config()))
            for (const char* listener : {"imap", "imaps"})
                kTls.use(*this, context, listener);
        useSettings();
    }

private:
    void useSettings()
    {
        _hasTls = _hasTls || wantsTls(config());
        _acceptor->gateway().use(std::make_shared<const Settings>(config(), _hasTls));
    }

    void listen(const char* name, const char* option, std::uint32_t flags)
    {
        if (config().str(option).empty())
            return;
        const kc_tls tls = kTls.read(config());
        kc_listen spec{};
        spec.name = str(name);
        spec.addresses = str(config().str(option));
        spec.option = option;
        spec.timeout = spec.login_timeout = config().num("imap_login_timeout");
        spec.max_input = 64 * 1024;
        spec.unix_mode = 0666;
        spec.flags = flags;
        spec.tls = _hasTls ? &tls : nullptr;
        spec.busy = str("* BYE [UNAVAILABLE] Too many connections, please try again later\r\n");
        _acceptor->listen(spec);
    }

    bool _hasTls = false; // once on, it stays: there is always a certificate then
    std::unique_ptr<Acceptor> _acceptor;
};

} // namespace
} // namespace kc::imap

KC_MODULE(kc::imap::ImapModule, kc::imap::kOptions, .id = "imap", .version = "0.1.0",
          .summary = "IMAP4rev1 access to the mail store", .programs = "gateway",
          .select = "option:imap_listen option:imaps_listen",
          .needs = KC_STORE " " KC_MAIL " " KC_DIRECTORY " " KC_AUTH)
