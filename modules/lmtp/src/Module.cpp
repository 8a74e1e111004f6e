// SPDX-License-Identifier: Apache-2.0
// lmtp: takes mail for delivery (dagent's part of the manual).
#include "LmtpSession.h"
#include "Options.h"

#include <kc/checks.hpp>
#include <kc/net.hpp>

#include <mutex>

namespace kc::lmtp
{

namespace
{

/// What the kernel may keep of unused input: most messages come in one call.
constexpr std::uint32_t kMaxInputOctets = 128 * 1024;

} // namespace

class LmtpAcceptor final : public net::Acceptor
{
public:
    explicit LmtpAcceptor(const Module& module)
        : Acceptor{module},
          _directory{module.require(KC_DIRECTORY)},
          _store{module.require(KC_STORE)},
          _mail{module.require(KC_MAIL)},
          _hooks{module},
          _services{
              _directory,
              {_hooks, _store, _mail, module.log()},
              module.log(),
              Metrics{module}.counter("deliveries_total", "Messages, one a recipient.", "outcome"),
              Metrics{module}.histogram("delivery_seconds", "From the last octet to the answer.",
                                        kDurations)}
    {
    }

    void use(SettingsPtr settings)
    {
        const std::lock_guard lock{_mutex};
        _settings = std::move(settings);
    }

    std::unique_ptr<net::Session> open(Context&, const net::Connection& connection,
                                       const kc_peer& peer) override
    {
        SettingsPtr settings;
        {
            const std::lock_guard lock{_mutex};
            settings = _settings;
        }
        connection.setTimeout(settings->idleTimeout);
        return std::make_unique<LmtpSession>(connection, _services, std::move(settings),
                                             view(peer.address));
    }

private:
    DirectoryProxy _directory;
    StoreProxy _store;
    MailProxy _mail;
    const hooks::Chain _hooks;
    const Services _services;
    std::mutex _mutex; // guards _settings, which a reload replaces
    SettingsPtr _settings;
};

class Lmtp : public Module
{
public:
    explicit Lmtp(const Init& init) : Module{init} {}

    void start(Context&) override
    {
        const SettingsPtr settings = readSettings(config());
        _acceptor.emplace(*this);
        _acceptor->use(settings);
        kc_listen spec{};
        spec.name = str("lmtp");
        spec.addresses = str(config().str("lmtp_listen"));
        spec.option = "lmtp_listen";
        spec.timeout = settings->idleTimeout.count();
        spec.max_input = kMaxInputOctets;
        spec.unix_mode = 0600;
        spec.flags = KC_LISTEN_NO_LOGIN;
        spec.busy = str("421 4.3.2 Too many connections, please try again later\r\n");
        _acceptor->listen(spec);
    }

    void check(Context&, const Config& next) override
    {
        checkListen(next, "lmtp_listen");
        checkDirectory(next, "tmp_path");
    }

    void reload(Context&) override { _acceptor.value().use(readSettings(config())); }

private:
    std::optional<LmtpAcceptor> _acceptor;
};

} // namespace kc::lmtp

KC_MODULE(kc::lmtp::Lmtp, kc::lmtp::kOptions, .id = "lmtp", .version = "0.1.0",
          .summary = "Mail delivery over LMTP", .programs = "dagent",
          .select = "option:lmtp_listen", .needs = KC_DIRECTORY " " KC_STORE " " KC_MAIL)
