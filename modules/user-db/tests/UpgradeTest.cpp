// SPDX-License-Identifier: Apache-2.0
// A database of the first version: its users stay, and no number that was given out is given again.
#include "Schema.h"
#include "UserDbFixture.h"

#include <cppunit/extensions/HelperMacros.h>

namespace kc::userdb::test
{

class UpgradeTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(UpgradeTest);
    CPPUNIT_TEST(keepsUsersAddressesAndPasswords);
    CPPUNIT_TEST(neverGivesAnOldNumberAgain);
    CPPUNIT_TEST_SUITE_END();

public:
    void setUp() override
    {
        const kc_service sql = _old.service(KC_SQL);
        Context context = _old.context();
        Sql{sql}.migrate(context, "user-db", std::span{kSteps}.first(1));
        _sql.exec("INSERT INTO udb_user (id, login_key, login, fullname, email, aliases, kind, "
                  "admin_level, hidden, company, home_server, password, revision) VALUES "
                  "(3, 'ann', 'Ann', 'Ann Example', 'ann@x', 'a@x', 1, 2, 0, '', '', 'hash', 5), "
                  "(9, 'gone', 'gone', '', '', '', 1, 0, 0, '', '', '', 1);"
                  "INSERT INTO udb_address VALUES ('ann@x', 3), ('a@x', 3);"
                  "DELETE FROM udb_user WHERE id = 9");
        _sql.offerTo(_kernel);
        _kernel.load(kc_module_entry());
    }

    void keepsUsersAddressesAndPasswords()
    {
        Context context = _kernel.context();
        UserBackendProxy backend{_kernel.service(KC_USERBACKEND)};
        for (const kc_user_query& query :
             {byName("ANN", KC_MATCH_LOGIN), byName("a@x", KC_MATCH_ADDRESS),
              within(byName("ann@x", KC_MATCH_ADDRESS), "")})
        {
            bool isSame = false;
            const auto look = [&](const kc_user& user)
            {
                isSame = view(user.id) == "3" && view(user.login) == "Ann" &&
                         view(user.fullname) == "Ann Example" && user.admin_level == 2 &&
                         user.company.n == 0 && user.quota.is_own == 0;
            };
            CPPUNIT_ASSERT(backend.find(context, query, look).ok() && isSame);
        }
    }

    void neverGivesAnOldNumberAgain()
    {
        Context context = _kernel.context();
        UserWriterProxy writer{_kernel.service(KC_USERWRITER)};
        kc_str id{nullptr, 0};
        CPPUNIT_ASSERT(writer.create(context, makeUser("new"), "", id).ok());
        CPPUNIT_ASSERT_EQUAL(std::string{"10"}, std::string{view(id)});
    }

private:
    AnyDatabase _sql;
    kc::test::FakeKernel _old, _kernel;

public:
    UpgradeTest() { _sql.offerTo(_old); }
};

CPPUNIT_TEST_SUITE_REGISTRATION(UpgradeTest);

} // namespace kc::userdb::test
