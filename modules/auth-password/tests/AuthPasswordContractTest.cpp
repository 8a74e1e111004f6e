// SPDX-License-Identifier: Apache-2.0
// auth-password keeps the contract of password authenticators.
#include "NamedUsers.h"

#include <kc/test/contract_auth.hpp>
#include <kc/user.hpp>

extern "C" const kc_module* kc_module_entry();

namespace kc::authpassword
{

class AuthPasswordContractTest : public test::AuthContract
{
    CPPUNIT_TEST_SUB_SUITE(AuthPasswordContractTest, test::AuthContract);
    CPPUNIT_TEST_SUITE_END();

public:
    void open(test::FakeKernel& kernel) override
    {
        kernel.offer<Directory>(_directory);
        kernel.offer<UserVerifier>(_verifier);
        kernel.load(kc_module_entry());
    }

    Credentials credentials() override { return {"demo", "sesame"}; }

    bool breakSource() override { return _verifier.isFailing = true; }

private:
    struct OneUser final : UserVerifier
    {
        Status verify(Context&, sv id, sv password) override
        {
            if (isFailing)
                throw Fault{KC_EUNAVAIL, "down"};
            return id == "7" && password == "sesame" ? KC_OK : KC_EDENIED;
        }

        bool isFailing = false;
    };

    NamedUsers _directory;
    OneUser _verifier;
};

CPPUNIT_TEST_SUITE_REGISTRATION(AuthPasswordContractTest);

} // namespace kc::authpassword
