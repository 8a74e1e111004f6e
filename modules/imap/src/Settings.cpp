// SPDX-License-Identifier: Apache-2.0
// See Settings.h.
#include "Settings.h"

#include <unistd.h>

namespace kc::imap
{

namespace
{

std::string greetingName(const Config& config)
{
    if (!config.flag("server_hostname_greeting"))
        return {};
    const sv configured = config.str("server_hostname");
    if (!configured.empty())
        return std::string{configured};
    char name[256] = "";
    if (::gethostname(name, sizeof name - 1) != 0)
        return {};
    return name;
}

} // namespace

Settings::Settings(const Config& config, bool withTls)
    : maxFailedCommands{static_cast<std::uint64_t>(config.num("imap_max_fail_commands"))},
      maxMessageBytes{static_cast<std::uint64_t>(config.num("imap_max_messagesize"))},
      idle{config.flag("imap_capability_idle")},
      expungeOnDelete{config.flag("imap_expunge_on_delete")},
      disablePlaintextAuth{config.flag("disable_plaintext_auth")},
      hasTls{withTls},
      hostname{greetingName(config)},
      tmpPath{config.str("tmp_path")},
      idleTimeout{config.num("imap_idle_timeout")}
{
}

} // namespace kc::imap
