// SPDX-License-Identifier: Apache-2.0
// A module's life as authors test it: created with options, found by interface, stopped in reverse.
#include <cppunit/extensions/HelperMacros.h>
#include <kc/auth.hpp>
#include <kc/test/fake_kernel.hpp>

namespace
{

using namespace kc::opt;

std::string trail; // what happened, in order

constexpr auto kOptions =
    table(str("word").def("sesame"), size("limit").def("2k"), duration("wait").def("3").unit("m"));

class Lock : public kc::Module, public kc::PasswordAuth
{
public:
    explicit Lock(const kc::Init& init) : Module{init}
    {
        offer<kc::PasswordAuth>(*this);
        trail += "create ";
        if (config().str("word") == "never")
            throw kc::error(KC_EINVAL, config().where("word") + " = never: no");
    }

    void start(kc::Context&) override
    {
        CPPUNIT_ASSERT_EQUAL(std::int64_t{2048}, config().num("limit"));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{180'000'000'000}, config().num("wait"));
        trail += "start ";
    }

    void drain(kc::Context&) override { trail += "drain "; }

    void stop() override { trail += "stop "; }

    kc::Status verify(kc::Context&, const kc_auth_request&, kc::sv, kc::sv password) override
    {
        return password == config().str("word") ? KC_OK : KC_EDENIED;
    }
};

constexpr kc_module kLock =
    kc::describe<Lock>(kc::Descriptor{.id = "lock", .version = "1", .provides = KC_AUTH}, kOptions);

} // namespace

class FakeKernelTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(FakeKernelTest);
    CPPUNIT_TEST(runsAModuleThroughItsLife);
    CPPUNIT_TEST(failureToCreateComesInTheModulesWords);
    CPPUNIT_TEST(chainAsksEachAuthenticatorOnce);
    CPPUNIT_TEST_SUITE_END();

public:
    void setUp() override { trail.clear(); }

    void runsAModuleThroughItsLife()
    {
        {
            kc::test::FakeKernel kernel;
            kernel.load(&kLock, {{"word", "open"}});
            CPPUNIT_ASSERT_EQUAL(KC_OK, verify(kernel, "open"));
            CPPUNIT_ASSERT_EQUAL(KC_EDENIED, verify(kernel, "sesame"));
        }
        CPPUNIT_ASSERT_EQUAL(std::string{"create start drain stop "}, trail);
    }

    void failureToCreateComesInTheModulesWords()
    {
        kc::test::FakeKernel kernel;
        try
        {
            kernel.load(&kLock, {{"word", "never"}});
            CPPUNIT_FAIL("created all the same");
        }
        catch (const kc::Fault& fault)
        {
            CPPUNIT_ASSERT_EQUAL(std::string{"test.cfg: word = never: no"},
                                 std::string{fault.what()});
        }
    }

    void chainAsksEachAuthenticatorOnce()
    {
        kc::test::FakeKernel kernel;
        kernel.load(&kLock);
        const kc::Module asking{kc::Init{kernel.host(), kernel.context().get(), nullptr}};
        const kc::AuthChain chain{asking};
        kc::Context context = kernel.context();
        const kc_auth_request request{sizeof request, kc::str("imap"), kc::str("127.0.0.1"), -1, 1};
        CPPUNIT_ASSERT_EQUAL(KC_OK, chain.verify(context, request, "ann", "sesame").code());
        CPPUNIT_ASSERT_EQUAL(KC_EDENIED, chain.verify(context, request, "ann", "wrong").code());
    }

private:
    static kc_code verify(kc::test::FakeKernel& kernel, kc::sv password)
    {
        const kc_service service = kernel.service(KC_AUTH);
        kc::Context context = kernel.context();
        const kc_auth_request request{sizeof request, kc::str("imap"), kc::str("127.0.0.1"), -1, 1};
        const auto& table = *static_cast<const kc_auth*>(service.table);
        return kc::Proxy<&kc::PasswordAuth::verify>::call(table.verify, service.self, context,
                                                          request, "ann", password)
            .code();
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(FakeKernelTest);
