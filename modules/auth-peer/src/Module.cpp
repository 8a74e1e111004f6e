// SPDX-License-Identifier: Apache-2.0
// auth-peer: who may log in over the UNIX socket without a password, by the uid of the process at
// its other end. It never denies: whom it does not know may still have a password.
#include "PeerRules.h"

#include <kc/auth.hpp>

#include <memory>
#include <mutex>
#include <unistd.h>

namespace kc::authpeer
{

static constexpr auto kOptions = opt::table(
    opt::flag("allow_local_users")
        .def("yes")
        .reloadable()
        .help("A user of the system may log in over the UNIX socket as the user of the same name, "
              "without a password."),
    opt::str("local_admin_users")
        .def("root")
        .list()
        .reloadable()
        .help("Users of the system, by name or number, who may become any user over the UNIX "
              "socket, SYSTEM included; a password is not looked at."));

class AuthPeer : public Module, public PasswordAuth
{
public:
    explicit AuthPeer(const Init& init) : Module{init} { offer<PasswordAuth>(*this); }

    void start(Context&) override { readRules(); }

    void reload(Context&) override { readRules(); }

    Status verify(Context& context, const kc_auth_request& request, sv user, sv) override
    {
        if (request.peer_uid < 0 || request.peer_uid >= static_cast<std::int64_t>(UINT32_MAX))
            return KC_DECLINED;
        const auto uid = static_cast<uid_t>(request.peer_uid);
        if (!rules()->mayBe(uid, user, _accounts))
            return KC_DECLINED;
        log().write(KC_LOG_DEBUG, &context, "authenticated by peer credentials",
                    {{"user", user}, {"uid", uid}});
        return KC_OK;
    }

private:
    using RulesPtr = std::shared_ptr<const PeerRules>; // shared by the calls under way at a reload

    void readRules()
    {
        std::vector<std::string> unknown;
        auto rules = std::make_shared<const PeerRules>(config().list("local_admin_users"),
                                                       config().flag("allow_local_users"),
                                                       geteuid(), _accounts, unknown);
        for (const std::string& name : unknown)
            log().warn("local_admin_users names a user that the system does not know",
                       {{"user", name}, {"option", config().where("local_admin_users")}});
        const std::lock_guard lock{_mutex};
        _rules = std::move(rules);
    }

    RulesPtr rules()
    {
        const std::lock_guard lock{_mutex};
        return _rules;
    }

    const Accounts _accounts = systemAccounts();
    std::mutex _mutex; // guards _rules
    RulesPtr _rules;
};

} // namespace kc::authpeer

KC_MODULE(kc::authpeer::AuthPeer, kc::authpeer::kOptions, .id = "auth-peer", .version = "0.1.0",
          .summary = "Login over the UNIX socket by peer credentials", .select = "default",
          .provides = KC_AUTH, .priority = 200)
