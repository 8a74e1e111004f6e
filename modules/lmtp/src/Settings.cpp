// SPDX-License-Identifier: Apache-2.0
#include "Settings.h"

#include <array>
#include <unistd.h>

namespace kc::lmtp
{

namespace
{

std::string ownName()
{
    std::array<char, 256> name{};
    if (gethostname(name.data(), name.size() - 1) != 0 || name[0] == '\0')
        return "localhost";
    return name.data();
}

} // namespace

SettingsPtr readSettings(const Config& config)
{
    Settings settings;
    settings.hostName = ownName();
    settings.maxMessageOctets = static_cast<std::uint64_t>(config.num("lmtp_max_message_size"));
    settings.recipientLimit = static_cast<std::size_t>(config.num("lmtp_recipient_limit"));
    settings.recipientDelimiter = config.str("lmtp_recipient_delimiter");
    settings.idleTimeout = std::chrono::nanoseconds{config.num("lmtp_idle_timeout")};
    settings.tmpPath = config.str("tmp_path");
    settings.hooks = {std::chrono::nanoseconds{config.num("hook_timeout")},
                      config.str("hook_on_error") == "skip" ? hooks::Chain::OnError::Skip
                                                            : hooks::Chain::OnError::Defer};
    return std::make_shared<const Settings>(std::move(settings));
}

} // namespace kc::lmtp
