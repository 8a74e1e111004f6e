// SPDX-License-Identifier: Apache-2.0
// See Settings.h.
#include "Settings.h"

#include <kc/gateway/Options.h>

namespace kc::pop3
{

namespace
{

bool isSet(const Config& config, const char* option)
{
    return !config.where(option).ends_with(" (default)");
}

std::string everywhere(std::int64_t port)
{
    return "*:" + std::to_string(port);
}

} // namespace

Settings::Settings(const Config& config, bool withTls)
    : maxFailedLogins{static_cast<std::uint64_t>(config.num("pop3_max_fail_logins"))},
      maxFailedCommands{static_cast<std::uint64_t>(config.num("pop3_max_fail_commands"))},
      disablePlaintextAuth{config.flag("disable_plaintext_auth")},
      hasTls{withTls},
      hostname{gateway::greetingName(config)},
      idleTimeout{config.num("pop3_idle_timeout")}
{
}

std::string plainAddresses(const Config& config)
{
    if (!config.flag("pop3_enable"))
        return {};
    const bool speaksOld = isSet(config, "pop3_enable") || isSet(config, "pop3_port");
    if (speaksOld && !isSet(config, "pop3_listen"))
        return everywhere(config.num("pop3_port"));
    return std::string{config.str("pop3_listen")};
}

std::string tlsAddresses(const Config& config)
{
    if (config.str("pop3s_listen").empty() && config.flag("pop3s_enable"))
        return everywhere(config.num("pop3s_port"));
    return std::string{config.str("pop3s_listen")};
}

} // namespace kc::pop3
