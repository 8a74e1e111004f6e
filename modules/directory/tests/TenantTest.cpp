// SPDX-License-Identifier: Apache-2.0
// Tenants: names, quota, groups, moves, and what is out of use in which mode.
#include "TenantFixture.h"

#include <chrono>
#include <iostream>

namespace kc::directory::test
{

class TenantTest : public TenantFixture
{
    CPPUNIT_TEST_SUITE(TenantTest);
    CPPUNIT_TEST(resolvesByEitherFormat);
    CPPUNIT_TEST(showsFormattedNamesEverywhere);
    CPPUNIT_TEST(makesUsersInTheCompanyOfTheirLogin);
    CPPUNIT_TEST(movesAUserWithHisIdentity);
    CPPUNIT_TEST(companiesAreOutOfUseWithoutTenants);
    CPPUNIT_TEST(refusesOptionsThatDoNotGoTogether);
    CPPUNIT_TEST(oneQuotaRecordWinsAsAWhole);
    CPPUNIT_TEST(tellsTheFeatures);
    CPPUNIT_TEST(everyoneIsOfTheViewersCompany);
    CPPUNIT_TEST(walksGroupsInGroups);
    CPPUNIT_TEST(neverCallsAFaultAbsence);
    CPPUNIT_TEST(readsOneCompanyForItsList);
    CPPUNIT_TEST_SUITE_END();

public:
    void resolvesByEitherFormat()
    {
        for (const auto& [format, mine, other] :
             {std::tuple{"%u@%c", "user@alpha", "user@beta"},
              std::tuple{"%c\\%u", "alpha\\user", "beta\\user"}})
        {
            TenantTest fresh;
            fresh.setUp();
            fresh.open({{"loginname_format", format}});
            const kc_id a = fresh.idOf(mine), b = fresh.idOf(other);
            CPPUNIT_ASSERT(a != 0 && b != 0 && a != b);
            CPPUNIT_ASSERT_EQUAL(kc_id{0}, fresh.idOf("user"));
            CPPUNIT_ASSERT_EQUAL(kc_id{KC_ID_SYSTEM}, fresh.idOf("SYSTEM"));
            CPPUNIT_ASSERT_EQUAL(std::string{mine},
                                 fresh.find(KC_ID_SYSTEM, named("user@alpha.test")));
            CPPUNIT_ASSERT_EQUAL(kc_id{0}, fresh.idOf("alpha")); // companies are asked for as such
            CPPUNIT_ASSERT(fresh.companyId("alpha") != 0);
        }
    }

    void showsFormattedNamesEverywhere()
    {
        open({{"loginname_format", "%c\\%u"}});
        const std::set<std::string> logins = list(KC_ID_SYSTEM, membersOf(companyId("beta")));
        const std::set<std::string> expected{"beta\\user", "beta\\chief", "beta\\shared",
                                             "beta\\card", "beta\\group", "beta\\secret",
                                             "SYSTEM",     "Everyone"};
        CPPUNIT_ASSERT(logins == expected);
        const std::set<std::string> companies{"alpha", "beta", "gamma", "delta"};
        CPPUNIT_ASSERT(list(KC_ID_SYSTEM, membersOf(0, KC_KIND(KC_USER_COMPANY))) == companies);
        Context context = _kernel.context();
        (void)_directory->find(context, KC_ID_SYSTEM, named("beta\\user"),
                               [&](const kc_principal& found)
                               {
                                   CPPUNIT_ASSERT(view(found.company) == "beta");
                                   CPPUNIT_ASSERT(view(found.user->login) == "user");
                                   CPPUNIT_ASSERT_EQUAL(companyId("beta"), found.tenant);
                               });
    }

    void makesUsersInTheCompanyOfTheirLogin()
    {
        open();
        CPPUNIT_ASSERT_EQUAL(KC_OK, create(KC_ID_SYSTEM, "new@beta"));
        CPPUNIT_ASSERT_EQUAL(std::string{"new@beta"}, find(KC_ID_SYSTEM, named("new@beta")));
        CPPUNIT_ASSERT_EQUAL(kc_id{0}, idOf("new@alpha"));
        CPPUNIT_ASSERT_EQUAL(KC_ENOTFOUND, create(KC_ID_SYSTEM, "new@nowhere"));
        CPPUNIT_ASSERT_EQUAL(KC_EINVAL, create(KC_ID_SYSTEM, "new"));
        CPPUNIT_ASSERT_EQUAL(KC_EINVAL, create(KC_ID_SYSTEM, "a@b", KC_USER_COMPANY));
        CPPUNIT_ASSERT_EQUAL(KC_EEXISTS, create(KC_ID_SYSTEM, "SYSTEM@beta"));
        CPPUNIT_ASSERT_EQUAL(KC_EEXISTS, create(KC_ID_SYSTEM, "everyone"));
        CPPUNIT_ASSERT_EQUAL(KC_OK, create(KC_ID_SYSTEM, "omega", KC_USER_COMPANY));
        CPPUNIT_ASSERT_EQUAL(KC_OK, create(KC_ID_SYSTEM, "new@omega"));
    }

    void movesAUserWithHisIdentity()
    {
        open();
        const kc_id id = idOf("user@alpha");
        kc_user change{};
        change.size = sizeof change;
        change.login = str("wanderer@gamma");
        CPPUNIT_ASSERT_EQUAL(KC_EDENIED, update(idOf("chief@alpha"), id, change, KC_USER_LOGIN));
        CPPUNIT_ASSERT_EQUAL(KC_OK, update(KC_ID_SYSTEM, id, change, KC_USER_LOGIN));
        CPPUNIT_ASSERT_EQUAL(id, idOf("wanderer@gamma"));
        CPPUNIT_ASSERT_EQUAL(kc_id{0}, idOf("user@alpha"));
        CPPUNIT_ASSERT_EQUAL(std::string{"wanderer@gamma"},
                             find(idOf("user@gamma"), named("wanderer@gamma")));
    }

    void companiesAreOutOfUseWithoutTenants()
    {
        _users.users["plain"] = {"plain", ""};
        open({{"enable_hosted_kopano", "no"}});
        const std::set<std::string> expected{"plain", "SYSTEM", "Everyone"};
        CPPUNIT_ASSERT(list(KC_ID_SYSTEM, membersOf(0)) == expected);
        CPPUNIT_ASSERT_EQUAL(kc_id{0}, idOf("user@alpha"));
        CPPUNIT_ASSERT_EQUAL(kc_id{0}, idOf("user"));
        CPPUNIT_ASSERT_EQUAL(kc_id{0}, companyId("alpha"));
        CPPUNIT_ASSERT_EQUAL(std::string{}, find(KC_ID_SYSTEM, named("user@alpha.test")));
        CPPUNIT_ASSERT_EQUAL(KC_EINVAL, create(KC_ID_SYSTEM, "omega", KC_USER_COMPANY));
        CPPUNIT_ASSERT_EQUAL(KC_OK, create(KC_ID_SYSTEM, "john@doe")); // no company is meant

        TenantTest hosted;
        hosted.setUp();
        hosted._users.users["plain"] = {"plain", ""};
        hosted.open();
        CPPUNIT_ASSERT_EQUAL(kc_id{0}, hosted.idOf("plain"));
        CPPUNIT_ASSERT(!hosted.list(KC_ID_SYSTEM, membersOf(0)).contains("plain"));
        CPPUNIT_ASSERT_EQUAL(std::string{}, hosted.find(KC_ID_SYSTEM, named("plain@example.com")));
    }

    void refusesOptionsThatDoNotGoTogether()
    {
        const struct
        {
            std::map<std::string, std::string> options;
            const char* says;
        } kCases[] = {
            {{{"loginname_format", "%u"}}, "loginname_format"},
            {{{"loginname_format", "%u%c"}}, "loginname_format"},
            {{{"loginname_format", "%u=%c"}}, "loginname_format"},
            {{{"loginname_format", "%u@%c"}, {"user_plugin", "unix"}}, "enable_hosted_kopano"},
            {{{"loginname_format", "%u@%c"}, {"disabled_features", "fax"}}, "disabled_features"},
        };
        for (const auto& each : kCases)
        {
            TenantTest fresh;
            fresh.setUp();
            try
            {
                fresh.open(each.options);
                CPPUNIT_FAIL(each.says);
            }
            catch (const std::runtime_error& refused)
            {
                CPPUNIT_ASSERT_MESSAGE(refused.what(),
                                       sv{refused.what()}.find(each.says) != sv::npos);
            }
        }
    }

    void oneQuotaRecordWinsAsAWhole()
    {
        _users.users["beta"].memberQuota = {1, 0, 0, 70};
        _users.users["beta"].quota = {1, 500, 0, 900};
        _users.users["beta.chief"].quota = {1, 0, 5, 0};
        open({{"loginname_format", "%u@%c"},
              {"quota_warn", "1"},
              {"quota_soft", "2"},
              {"quota_hard", "3"},
              {"companyquota_warn", "9"}});
        constexpr std::uint64_t kMega = 1024 * 1024;
        CPPUNIT_ASSERT_EQUAL(text(KC_QUOTA_GLOBAL, kMega, 2 * kMega, 3 * kMega),
                             quota(idOf("user@alpha")));
        CPPUNIT_ASSERT_EQUAL(text(KC_QUOTA_COMPANY, 0, 0, 70), quota(idOf("user@beta")));
        CPPUNIT_ASSERT_EQUAL(text(KC_QUOTA_OWN, 0, 5, 0), quota(idOf("chief@beta")));
        CPPUNIT_ASSERT_EQUAL(text(KC_QUOTA_OWN, 500, 0, 900), quota(companyId("beta")));
        CPPUNIT_ASSERT_EQUAL(text(KC_QUOTA_GLOBAL, 9 * kMega, 0, 0), quota(companyId("alpha")));
        CPPUNIT_ASSERT_EQUAL(std::string{"absent"}, quota(99'999));
    }

    void tellsTheFeatures()
    {
        _users.users["alpha.user"].featuresOn = "imap";
        _users.users["alpha.user"].featuresOff = "webapp";
        open({{"loginname_format", "%u@%c"}, {"disabled_features", "imap pop3"}});
        Context context = _kernel.context();
        const auto features = [&](sv login)
        {
            std::string found;
            (void)_directory->find(context, KC_ID_SYSTEM, named(login),
                                   [&](const kc_principal& p) { found = view(p.features); });
            return found;
        };
        CPPUNIT_ASSERT_EQUAL(std::string{"imap mobile outlook"}, features("user@alpha"));
        CPPUNIT_ASSERT_EQUAL(std::string{"mobile outlook webapp"}, features("user@beta"));
        _kernel.reload("directory", {{"enable_hosted_kopano", "yes"},
                                     {"loginname_format", "%u@%c"},
                                     {"disabled_features", "pop3"}});
        CPPUNIT_ASSERT_EQUAL(std::string{"imap mobile outlook webapp"}, features("user@beta"));
    }

    void everyoneIsOfTheViewersCompany()
    {
        open();
        CPPUNIT_ASSERT_EQUAL(std::string{"chief@beta shared@beta user@beta"},
                             related(idOf("user@beta"), KC_ID_EVERYONE, KC_REL_MEMBER));
        const std::string all = related(KC_ID_SYSTEM, KC_ID_EVERYONE, KC_REL_MEMBER);
        CPPUNIT_ASSERT(all.find("user@alpha") != std::string::npos &&
                       all.find("secret@beta") != std::string::npos);
        CPPUNIT_ASSERT_EQUAL(std::string{"Everyone"}, related(idOf("user@beta"), idOf("user@beta"),
                                                              KC_REL_MEMBER, KC_REL_HOLDERS));
    }

    void walksGroupsInGroups()
    {
        _users.users["alpha.group"].held = {{KC_REL_MEMBER, "alpha.user"},
                                            {KC_REL_MEMBER, "alpha.inner"},
                                            {KC_REL_MEMBER, "beta.user"}};
        add("alpha", "inner", KC_USER_GROUP).held = {{KC_REL_MEMBER, "alpha.root"},
                                                     {KC_REL_MEMBER, "alpha.group"}};
        open();
        const kc_id group = idOf("group@alpha"), viewer = idOf("user@alpha");
        // Who is not seen is in no list either.
        CPPUNIT_ASSERT_EQUAL(std::string{"inner@alpha user@alpha"},
                             related(viewer, group, KC_REL_MEMBER));
        CPPUNIT_ASSERT_EQUAL(std::string{"inner@alpha root@alpha user@alpha"},
                             related(viewer, group, KC_REL_MEMBER, KC_REL_HELD, true));
        CPPUNIT_ASSERT_EQUAL(
            std::string{"Everyone group@alpha inner@alpha"},
            related(viewer, idOf("root@alpha"), KC_REL_MEMBER, KC_REL_HOLDERS, true));
        CPPUNIT_ASSERT_EQUAL(std::string{"absent"},
                             related(idOf("user@beta"), group, KC_REL_MEMBER));
    }

    void neverCallsAFaultAbsence()
    {
        open();
        const kc_id user = idOf("user@alpha");
        Context context = _kernel.context();
        CPPUNIT_ASSERT(_directory->clearCaches(context, KC_ID_SYSTEM).ok());
        _users.failing = true;
        CPPUNIT_ASSERT_THROW((void)find(KC_ID_SYSTEM, named("user@alpha")), Fault);
        CPPUNIT_ASSERT_THROW((void)find(KC_ID_SYSTEM, named("nobody@nowhere")), Fault);
        CPPUNIT_ASSERT_THROW((void)find(user, named("user@alpha")), Fault);
        CPPUNIT_ASSERT_THROW((void)list(KC_ID_SYSTEM, membersOf(0)), Fault);
        CPPUNIT_ASSERT_THROW((void)quota(user), Fault);
        CPPUNIT_ASSERT_THROW((void)_directory->sync(context, KC_ID_SYSTEM), Fault);
        _users.failing = false;
        CPPUNIT_ASSERT_EQUAL(user, idOf("user@alpha"));
    }

    /// 100,000 users in 1,000 companies are too many to be read for one company's list.
    void readsOneCompanyForItsList()
    {
        open();
        const kc_id beta = companyId("beta");
        (void)list(KC_ID_SYSTEM, membersOf(beta)); // the company is remembered now
        _users.rows = 0;
        CPPUNIT_ASSERT_EQUAL(std::size_t{8}, list(KC_ID_SYSTEM, membersOf(beta)).size());
        CPPUNIT_ASSERT_EQUAL(6, _users.rows);
    }

private:
    static std::string text(kc_quota_source source, std::uint64_t warn, std::uint64_t soft,
                            std::uint64_t hard)
    {
        return std::to_string(source) + ": " + std::to_string(warn) + " " + std::to_string(soft) +
               " " + std::to_string(hard);
    }

    std::string quota(kc_id id)
    {
        Context context = _kernel.context();
        kc_quota_limits limits{};
        limits.size = sizeof limits;
        const Status status = _directory->quota(context, id, limits);
        return status.ok() ? text(limits.source, limits.warn, limits.soft, limits.hard) : "absent";
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(TenantTest);

} // namespace kc::directory::test
