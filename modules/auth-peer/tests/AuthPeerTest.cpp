// SPDX-License-Identifier: Apache-2.0
#include "PeerRules.h"

#include <cppunit/extensions/HelperMacros.h>
#include <kc/auth.hpp>
#include <kc/test/fake_kernel.hpp>
#include <unistd.h>

extern "C" const kc_module* kc_module_entry();

namespace kc::authpeer
{

class AuthPeerTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(AuthPeerTest);
    CPPUNIT_TEST(letsAdminsBeAnybody);
    CPPUNIT_TEST(letsLocalUsersBeThemselves);
    CPPUNIT_TEST(refusesAdminsThatAreNoUids);
    CPPUNIT_TEST(callsUnreadableAccountsAFault);
    CPPUNIT_TEST(knowsRootOfThisSystem);
    CPPUNIT_TEST(declinesWithoutPeer);
    CPPUNIT_TEST(letsTheServersOwnUserBeAnybody);
    CPPUNIT_TEST_SUITE_END();

public:
    void letsAdminsBeAnybody()
    {
        const PeerRules rules = make({"root", "1001"}, false);
        for (const uid_t admin : {0U, 1001U, 77U})
            for (const sv user : {"SYSTEM", "ann", "root"})
                CPPUNIT_ASSERT(rules.mayBe(admin, user, _accounts));
        CPPUNIT_ASSERT(!rules.mayBe(1000, "SYSTEM", _accounts));
        CPPUNIT_ASSERT(!rules.mayBe(1000, "ann", _accounts));
        CPPUNIT_ASSERT(!rules.mayBe(0, "", _accounts));
    }

    void letsLocalUsersBeThemselves()
    {
        const PeerRules rules = make({}, true);
        CPPUNIT_ASSERT(rules.mayBe(1000, "ann", _accounts));
        for (const sv user : {"SYSTEM", "bob", "Ann", "ann ", "", "root"})
            CPPUNIT_ASSERT_MESSAGE(std::string{user}, !rules.mayBe(1000, user, _accounts));
        CPPUNIT_ASSERT(!rules.mayBe(0, "SYSTEM", _accounts)); // root is no admin here
        CPPUNIT_ASSERT(!rules.mayBe(4242, "ann", _accounts)); // no such account
        CPPUNIT_ASSERT(!make({}, false).mayBe(1000, "ann", _accounts));
    }

    void refusesAdminsThatAreNoUids()
    {
        std::vector<std::string> unknown;
        const PeerRules rules{{"-1", "4294967295", "4294967296", "0x0", "1 ", "nobody-here"},
                              false,
                              77,
                              _accounts,
                              unknown};
        CPPUNIT_ASSERT_EQUAL(std::size_t{6}, unknown.size());
        for (const uid_t uid : {0U, 1U, 4294967295U})
            CPPUNIT_ASSERT(!rules.mayBe(uid, "SYSTEM", _accounts));
    }

    void callsUnreadableAccountsAFault()
    {
        const PeerRules rules = make({}, true);
        _accounts.nameOf = [](uid_t) -> std::optional<std::string> {
            throw Fault{KC_EUNAVAIL, "down"};
        };
        CPPUNIT_ASSERT_THROW((void)rules.mayBe(1000, "ann", _accounts), Fault);
    }

    void knowsRootOfThisSystem()
    {
        const Accounts accounts = systemAccounts();
        CPPUNIT_ASSERT(accounts.uidOf("root") == uid_t{0});
        CPPUNIT_ASSERT(accounts.nameOf(0) == "root");
        CPPUNIT_ASSERT(!accounts.uidOf("no such user"));
        CPPUNIT_ASSERT(!accounts.nameOf(4'000'000'000U));
    }

    void declinesWithoutPeer()
    {
        _kernel.load(kc_module_entry());
        for (const std::int64_t uid : {std::int64_t{-1}, std::int64_t{1} << 32, std::int64_t{-2}})
            CPPUNIT_ASSERT(verify(uid, "root") == KC_DECLINED);
    }

    void letsTheServersOwnUserBeAnybody()
    {
        _kernel.load(kc_module_entry(), {{"local_admin_users", "no-such-user-here"}});
        CPPUNIT_ASSERT(verify(geteuid(), "SYSTEM") == KC_OK);
        CPPUNIT_ASSERT(verify(4'000'000'000, "SYSTEM") == KC_DECLINED);
        CPPUNIT_ASSERT_EQUAL(std::string{"local_admin_users names a user that the system does not "
                                         "know"},
                             _kernel.lines().front());
    }

private:
    PeerRules make(const std::vector<sv>& admins, bool allowLocalUsers)
    {
        std::vector<std::string> unknown;
        return PeerRules{admins, allowLocalUsers, 77, _accounts, unknown};
    }

    Status verify(std::int64_t uid, sv user)
    {
        const kc_auth_request request{sizeof request, str("http"), str(""), uid, 0};
        Context context = _kernel.context();
        const kc_service service = _kernel.service(KC_AUTH);
        return Proxy<&PasswordAuth::verify>::call(
            static_cast<const kc_auth*>(service.table)->verify, service.self, context, request,
            user, "");
    }

    Accounts _accounts{[](const std::string& name) -> std::optional<uid_t>
                       { return name == "root" ? std::optional<uid_t>{0} : std::nullopt; },
                       [](uid_t uid) -> std::optional<std::string>
                       {
                           return uid == 1000 ? std::optional<std::string>{"ann"}
                                  : uid == 0  ? std::optional<std::string>{"root"}
                                              : std::nullopt;
                       }};
    test::FakeKernel _kernel;
};

CPPUNIT_TEST_SUITE_REGISTRATION(AuthPeerTest);

} // namespace kc::authpeer
