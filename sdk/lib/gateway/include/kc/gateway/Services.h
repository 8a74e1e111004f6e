// SPDX-License-Identifier: Apache-2.0
// What all sessions of a front-end share: the services, the log, the settings of the moment.
#pragma once

#include <kc/gateway/LoginService.h>
#include <kc/log.hpp>
#include <kc/store.hpp>

#include <memory>
#include <mutex>

namespace kc::gateway
{

/// Settings is the module's options as an immutable snapshot, made of (const Config&, bool hasTls).
template <class Settings>
class Services
{
public:
    /// `service` is what kc.auth is asked for and the log names, `protocol` what people call it.
    Services(const Module& module, const char* service, const char* protocol)
        : store{module.require(KC_STORE)},
          mail{module.require(KC_MAIL)},
          logins{module, service, protocol},
          log{module.log()},
          host{module.host()},
          _settings{std::make_shared<const Settings>(module.config(), false)}
    {
    }

    /// The sessions that began under a snapshot share it until they end. [any]
    std::shared_ptr<const Settings> settings() const
    {
        const std::lock_guard lock{_mutex};
        return _settings;
    }

    void use(std::shared_ptr<const Settings> next)
    {
        const std::lock_guard lock{_mutex};
        _settings = std::move(next);
    }

    StoreProxy store;
    MailProxy mail;
    LoginService logins;
    Log log;
    const kc_host* host;

private:
    mutable std::mutex _mutex; // guards _settings; taken alone
    std::shared_ptr<const Settings> _settings;
};

} // namespace kc::gateway
