// SPDX-License-Identifier: Apache-2.0
// 100,000 users in 1,000 companies, each with a user of every name: what is asked for is what is
// paid for.
#include "UserDbFixture.h"

#include <cppunit/extensions/HelperMacros.h>
#include <ctime>
#include <iostream>

namespace kc::userdb::test
{

class ManyCompaniesTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(ManyCompaniesTest);
    CPPUNIT_TEST(listsAndFindsInOneOfAThousand);
    CPPUNIT_TEST_SUITE_END();

public:
    void listsAndFindsInOneOfAThousand()
    {
        if (AnyDatabase::isMariaDb())
            return; // what would be measured is another process's work
        _host.sql.exec(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 101000) "
            "INSERT INTO udb_object (id, scope, login_key, login, fullname, email, aliases, kind, "
            "admin_level, hidden, home_server, password, revision) "
            "SELECT i, iif(i <= 1000, -1, i % 1000 + 1), 'n' || iif(i <= 1000, i, i / 1000), "
            "'n' || iif(i <= 1000, i, i / 1000), 'Some Body', 'n' || i || '@x', '', "
            "iif(i <= 1000, 9, 1), 0, 0, '', '', 1 FROM n;"
            "INSERT INTO udb_address SELECT email, id, scope FROM udb_object");
        std::size_t rows = 0;
        const double listing = seconds([&] { rows = list("77"); });
        CPPUNIT_ASSERT_EQUAL(std::size_t{100}, rows);
        CPPUNIT_ASSERT_MESSAGE("a company's list", listing <= 0.1);
        const double companies = seconds([&] { rows = list(""); });
        CPPUNIT_ASSERT_EQUAL(std::size_t{1000}, rows);
        CPPUNIT_ASSERT_MESSAGE("the list of companies", companies <= 0.1);

        constexpr int kLookUps = 1000;
        int found = 0;
        const double lookUps = seconds(
            [&]
            {
                for (int i = 0; i < kLookUps; ++i)
                    found += isThere(within(byName("n50", KC_MATCH_LOGIN), std::to_string(i + 1))) +
                             isThere(byName("N5077@X", KC_MATCH_ADDRESS)) +
                             isThere(within(byName("n5077@x", KC_MATCH_ADDRESS), "9"));
            });
        CPPUNIT_ASSERT_EQUAL(2 * kLookUps, found);
        CPPUNIT_ASSERT_MESSAGE("a look-up", lookUps / (3 * kLookUps) <= 0.001);
        std::cout << " list " << listing * 1000 << " ms, look-up " << lookUps * 1e6 / (3 * kLookUps)
                  << " us ";
    }

private:
    /// Of processor time: others may use the machine.
    template <class Work>
    static double seconds(Work&& work)
    {
        const std::clock_t begin = std::clock();
        work();
        return static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
    }

    /// Of the users of a company, or of the companies.
    std::size_t list(const std::string& company)
    {
        Context context = _host.kernel.context();
        kc_user_query query = within(everybody(), company);
        query.kinds = company.empty() ? KC_KIND(KC_USER_COMPANY) : 0;
        std::size_t rows = 0;
        kc_str next{nullptr, 0};
        do
        {
            const Status status = _host.backend->list(
                context, query, view(next), 500, [&](const kc_user&) { ++rows; }, next);
            CPPUNIT_ASSERT(status.ok());
        } while (next.n > 0);
        return rows;
    }

    int isThere(const kc_user_query& query)
    {
        Context context = _host.kernel.context();
        return _host.backend->find(context, query, [](const kc_user&) {}).ok() ? 1 : 0;
    }

    UserDbHost _host;
};

CPPUNIT_TEST_SUITE_REGISTRATION(ManyCompaniesTest);

} // namespace kc::userdb::test
