// SPDX-License-Identifier: Apache-2.0
// auth-password: the user backend checks the password (`auth_method = plugin`).
#include <kc/auth.hpp>
#include <kc/directory.hpp>
#include <kc/metrics.hpp>
#include <kc/user.hpp>

namespace kc::authpassword
{

class AuthPassword : public Module, public PasswordAuth
{
public:
    explicit AuthPassword(const Init& init) : Module{init} { offer<PasswordAuth>(*this); }

    void start(Context&) override
    {
        _verifier.emplace(require(KC_USERVERIFIER));
        _checks = Metrics{*this}.counter("checks_total", "Passwords checked.", "protocol outcome");
    }

    /// The directory is looked for at each check: it starts after this module, since auth_method is
    /// one of its options, so it cannot be a need.
    /// Only a user of the backend has a password: SYSTEM, which is none, is denied like any
    /// unknown name.
    Status verify(Context& context, const kc_auth_request& request, sv user, sv password) override
    {
        if (request.has_password == 0)
            return KC_DECLINED;
        // A name that nobody has, or two, is checked like any other: as nobody's.
        std::string id;
        const auto directory = find(KC_DIRECTORY);
        if (!directory)
            throw Fault{KC_EUNAVAIL, "nothing offers " KC_DIRECTORY};
        (void)DirectoryProxy{*directory}.find(context, KC_ID_SYSTEM, named(user),
                                              [&](const kc_principal& found)
                                              { id = view(found.user->id); });
        // Status::ok() would also take KC_DECLINED for a yes.
        const Status answer = _verifier.value().verify(context, id, password);
        _checks.add({view(request.protocol), answer == KC_OK ? "right" : "wrong"});
        return answer == KC_OK ? KC_OK : KC_EDENIED;
    }

private:
    std::optional<UserVerifierProxy> _verifier;
    Counter _checks;
};

} // namespace kc::authpassword

KC_MODULE(kc::authpassword::AuthPassword, kc::opt::none, .id = "auth-password", .version = "0.1.0",
          .summary = "Password check by the user backend", .answers = "auth=plugin",
          .provides = KC_AUTH, .needs = KC_USERVERIFIER)
