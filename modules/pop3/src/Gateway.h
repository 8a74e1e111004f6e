// SPDX-License-Identifier: Apache-2.0
// What all sessions of the module share: the services, the log, the settings of the moment.
#pragma once

#include "Settings.h"

#include <kc/gateway/LoginService.h>
#include <kc/log.hpp>
#include <kc/store.hpp>

#include <memory>
#include <mutex>

namespace kc::pop3
{

class Gateway
{
public:
    explicit Gateway(const Module& module)
        : store{module.require(KC_STORE)},
          mail{module.require(KC_MAIL)},
          logins{module, "pop3", "POP3"},
          log{module.log()},
          _settings{std::make_shared<const Settings>(module.config(), false)}
    {
    }

    /// The sessions that began under a snapshot share it until they end.
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
    gateway::LoginService logins;
    Log log;

private:
    mutable std::mutex _mutex; // guards _settings; taken alone
    std::shared_ptr<const Settings> _settings;
};

} // namespace kc::pop3
