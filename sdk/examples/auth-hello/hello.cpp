// SPDX-License-Identifier: Apache-2.0
// An authenticator in a few lines: one fixed password for everybody.
#include <kc/auth.hpp>
using namespace kc::opt;

static constexpr auto options = table(
    str("hello_password").def("sesame").secret().help("The password every user may log in with."));

class Hello : public kc::Module, public kc::PasswordAuth
{
public:
    explicit Hello(const kc::Init& init) : Module{init}, _password{config().str("hello_password")}
    {
        offer<kc::PasswordAuth>(*this);
    }

    kc::Status verify(kc::Context&, const kc_auth_request& request, kc::sv user,
                      kc::sv password) override
    {
        if (request.has_password == 0)
            return KC_DECLINED; // somebody else may know the caller without one
        if (user.empty() || password.empty())
            return KC_EDENIED;
        return password == _password ? KC_OK : KC_EDENIED;
    }

private:
    const std::string _password;
};

KC_MODULE(Hello, options, .id = "auth-hello", .version = "1.0.0",
          .summary = "Example password authenticator", .answers = "auth=hello", .provides = KC_AUTH)
