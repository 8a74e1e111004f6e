// SPDX-License-Identifier: Apache-2.0
// See Settings.h.
#include "Settings.h"

#include <kc/gateway/Options.h>

namespace kc::imap
{

Settings::Settings(const Config& config, bool withTls)
    : maxFailedCommands{static_cast<std::uint64_t>(config.num("imap_max_fail_commands"))},
      maxMessageBytes{static_cast<std::uint64_t>(config.num("imap_max_messagesize"))},
      idle{config.flag("imap_capability_idle")},
      publicFolders{config.flag("imap_public_folders")},
      expungeOnDelete{config.flag("imap_expunge_on_delete")},
      disablePlaintextAuth{config.flag("disable_plaintext_auth")},
      hasTls{withTls},
      hostname{gateway::greetingName(config)},
      tmpPath{config.str("tmp_path")},
      idleTimeout{config.num("imap_idle_timeout")}
{
}

} // namespace kc::imap
