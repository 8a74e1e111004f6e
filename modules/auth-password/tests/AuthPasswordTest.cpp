// SPDX-License-Identifier: Apache-2.0
#include "NamedUsers.h"

#include <cppunit/extensions/HelperMacros.h>
#include <kc/auth.hpp>
#include <kc/test/fake_kernel.hpp>
#include <kc/user.hpp>

extern "C" const kc_module* kc_module_entry();

namespace kc::authpassword
{

class FixedVerifier final : public UserVerifier
{
public:
    Status answer = KC_EDENIED;
    bool failing = false;
    int calls = 0;

    Status verify(Context&, sv id, sv password) override
    {
        ++calls;
        if (failing)
            throw Fault{KC_EUNAVAIL, "down"};
        return id == "7" && password == "sesame" ? Status{KC_OK} : answer;
    }
};

class AuthPasswordTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(AuthPasswordTest);
    CPPUNIT_TEST(asksTheBackend);
    CPPUNIT_TEST(declinesWithoutPassword);
    CPPUNIT_TEST(callsEveryOtherOutcomeDenied);
    CPPUNIT_TEST(checksAnUnknownNameToo);
    CPPUNIT_TEST(neverCallsADirectoryFaultARefusal);
    CPPUNIT_TEST_SUITE_END();

public:
    void setUp() override
    {
        _kernel.offer<Directory>(_directory);
        _verifier.serviceHost = _kernel.host();
        _kernel.offer(KC_USERVERIFIER, &UserVerifier::table(), &_verifier);
        _kernel.load(kc_module_entry());
    }

    void asksTheBackend()
    {
        CPPUNIT_ASSERT(verify("demo", "sesame") == KC_OK);
        CPPUNIT_ASSERT(verify("demo", "other") == KC_EDENIED);
        CPPUNIT_ASSERT(verify("SYSTEM", "sesame") == KC_EDENIED);
        CPPUNIT_ASSERT(verify("demo", "") == KC_EDENIED);
    }

    void declinesWithoutPassword()
    {
        CPPUNIT_ASSERT(verify("demo", "sesame", 0) == KC_DECLINED);
        CPPUNIT_ASSERT_EQUAL(0, _verifier.calls);
    }

    void callsEveryOtherOutcomeDenied()
    {
        for (const kc_code code : {KC_ENOTFOUND, KC_EEXISTS, KC_EINVAL, KC_DECLINED, KC_STOP})
        {
            _verifier.answer = code;
            CPPUNIT_ASSERT(verify("demo", "other") == KC_EDENIED);
        }
    }

    void checksAnUnknownNameToo()
    {
        CPPUNIT_ASSERT(verify("nobody", "sesame") == KC_EDENIED);
        CPPUNIT_ASSERT_EQUAL(1, _verifier.calls);
        CPPUNIT_ASSERT(verify("d@here.test", "sesame") == KC_OK);
    }

    void neverCallsADirectoryFaultARefusal()
    {
        _directory.isDown = true;
        CPPUNIT_ASSERT_THROW((void)verify("demo", "sesame"), Fault);
    }

private:
    Status verify(sv user, sv password, std::uint32_t hasPassword = 1)
    {
        const kc_auth_request request{sizeof request, str("imap"), str("::1"), -1, hasPassword};
        Context context = _kernel.context();
        const kc_service service = _kernel.service(KC_AUTH);
        return Proxy<&PasswordAuth::verify>::call(
            static_cast<const kc_auth*>(service.table)->verify, service.self, context, request,
            user, password);
    }

    NamedUsers _directory;
    FixedVerifier _verifier;
    test::FakeKernel _kernel;
};

CPPUNIT_TEST_SUITE_REGISTRATION(AuthPasswordTest);

} // namespace kc::authpassword
