// SPDX-License-Identifier: Apache-2.0
// The POP3 front-end as a module: what Frontend does.
#include "Options.h"
#include "Session.h"

#include <kc/gateway/Frontend.h>

namespace kc::pop3
{

namespace
{

constexpr gateway::Protocol kProtocol{
    .service = "pop3",
    .name = "POP3",
    .busy = "-ERR [SYS/TEMP] Too many connections, please try again later\r\n",
    .timeout = "pop3_login_timeout",
    .plain = {"pop3", "pop3_listen", 0, plainAddresses},
    .tls = {"pop3s", "pop3s_listen", KC_LISTEN_TLS, tlsAddresses}};

class Pop3Module final : public gateway::Frontend<Session, Settings>
{
public:
    explicit Pop3Module(const Init& init) : Frontend{init, kProtocol} {}
};

} // namespace
} // namespace kc::pop3

KC_MODULE(kc::pop3::Pop3Module, kc::pop3::kOptions, .id = "pop3", .version = "0.1.0",
          .summary = "POP3 access to the inbox", .programs = "gateway",
          .select = "option:pop3_listen option:pop3s_listen option:pop3s_enable",
          .needs = KC_STORE " " KC_MAIL " " KC_DIRECTORY " " KC_AUTH)
