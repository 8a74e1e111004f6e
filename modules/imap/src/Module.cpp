// SPDX-License-Identifier: Apache-2.0
// The IMAP front-end as a module: what Frontend does, and the folder for large APPENDs.
#include "Options.h"
#include "Session.h"

#include <kc/gateway/Frontend.h>

namespace kc::imap
{

namespace
{

constexpr gateway::Protocol kProtocol{
    .service = "imap",
    .name = "IMAP",
    .busy = "* BYE [UNAVAILABLE] Too many connections, please try again later\r\n",
    .timeout = "imap_login_timeout",
    .plain = {"imap", "imap_listen", 0,
              [](const Config& config) { return std::string{config.str("imap_listen")}; }},
    .tls = {"imaps", "imaps_listen", KC_LISTEN_TLS,
            [](const Config& config) { return std::string{config.str("imaps_listen")}; }}};

class ImapModule final : public gateway::Frontend<Session, Settings, Gateway>
{
public:
    explicit ImapModule(const Init& init) : Frontend{init, kProtocol} {}

    void check(Context& context, const Config& next) override
    {
        Frontend::check(context, next);
        checkDirectory(next, "tmp_path");
    }
};

} // namespace
} // namespace kc::imap

KC_MODULE(kc::imap::ImapModule, kc::imap::kOptions, .id = "imap", .version = "0.1.0",
          .summary = "IMAP4rev1 access to the mail store", .programs = "gateway",
          .select = "option:imap_listen option:imaps_listen",
          .needs = KC_STORE " " KC_MAIL " " KC_DIRECTORY " " KC_AUTH)
