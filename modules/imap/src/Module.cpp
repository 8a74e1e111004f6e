// SPDX-License-Identifier: Apache-2.0
// The IMAP front-end as a module: announces the listener and opens a Session for each connection.
#include "Gateway.h"
#include "Options.h"
#include "Session.h"

#include <kc/checks.hpp>

namespace kc::imap
{

namespace
{

class Acceptor final : public net::Acceptor
{
public:
    explicit Acceptor(const Module& module) : net::Acceptor{module}, _gateway{module} {}

    std::unique_ptr<net::Session> open(Context&, const net::Connection& connection,
                                       const kc_peer& peer) override
    {
        return std::make_unique<Session>(_gateway, connection, peer);
    }

    Gateway& gateway()
    {
        return _gateway;
    }

private:
    Gateway _gateway;
};

class ImapModule final : public Module
{
public:
    using Module::Module;

    void start(Context&) override
    {
        _acceptor = std::make_unique<Acceptor>(*this);
        kc_listen spec{};
        spec.name = str("imap");
        spec.addresses = str(config().str("imap_listen"));
        spec.option = "imap_listen";
        spec.timeout = config().num("imap_login_timeout");
        spec.max_input = 64 * 1024;
        spec.unix_mode = 0666;
        _acceptor->listen(spec);
    }

    void check(Context&, const Config& next) override
    {
        checkListen(next, "imap_listen");
        checkDirectory(next, "tmp_path");
    }

    void reload(Context&) override
    {
        _acceptor->gateway().use(std::make_shared<const Settings>(config()));
    }

private:
    std::unique_ptr<Acceptor> _acceptor;
};

} // namespace
} // namespace kc::imap

KC_MODULE(kc::imap::ImapModule, kc::imap::kOptions, .id = "imap", .version = "0.1.0",
          .summary = "IMAP4rev1 access to the mail store", .programs = "gateway",
          .select = "option:imap_listen",
          .needs = KC_STORE " " KC_MAIL " " KC_DIRECTORY " " KC_AUTH)
