// SPDX-License-Identifier: Apache-2.0
// user-db keeps the contract of user backends.
#include "AnyDatabase.h"

#include <kc/test/contract_userbackend.hpp>

extern "C" const kc_module* kc_module_entry();

namespace kc::userdb::test
{

class UserDbContractTest : public kc::test::UserBackendContract
{
    CPPUNIT_TEST_SUB_SUITE(UserDbContractTest, kc::test::UserBackendContract);
    CPPUNIT_TEST_SUITE_END();

public:
    void setUp() override
    {
        _sql = std::make_unique<AnyDatabase>();
        UserBackendContract::setUp();
        for (const KnownUser& user : known())
            make(user);
    }

    void open(kc::test::FakeKernel& kernel) override
    {
        _sql->offerTo(kernel);
        kernel.load(kc_module_entry());
    }

    std::vector<KnownUser> known() override
    {
        return {{"Ann@tenant", "ann@here.test", "sesame"},
                {"bob", "", "apple"},
                {"carol", "carol@here.test", ""}};
    }

    bool breakSource() override
    {
        _sql->setFailing(true);
        return true;
    }

    std::vector<KnownUser> changeSource() override
    {
        KC_RULE(remove(require("bob", KC_MATCH_LOGIN).id) == KC_OK, "bob goes");
        const KnownUser dora{"dora", "dora@here.test", "pear"};
        make(dora);
        return {dora, known().front(), known().back()};
    }

private:
    void make(const KnownUser& known)
    {
        UserWriterProxy writer{kernel().service(KC_USERWRITER)};
        kc_user user{};
        user.size = sizeof user;
        user.kind = KC_USER_ACTIVE;
        user.login = str(known.login);
        user.email = str(known.address);
        kc_str id{nullptr, 0};
        Context context = kernel().context();
        CPPUNIT_ASSERT(writer.create(context, user, known.password, id).ok());
    }

    std::unique_ptr<AnyDatabase> _sql;
};

CPPUNIT_TEST_SUITE_REGISTRATION(UserDbContractTest);

} // namespace kc::userdb::test
