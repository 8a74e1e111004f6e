// SPDX-License-Identifier: Apache-2.0
// The number of changes misses none, and many are made at once as each would be alone.
#include "TenantFixture.h"

namespace kc::directory::test
{

class ChangesTest : public TenantFixture
{
    CPPUNIT_TEST_SUITE(ChangesTest);
    CPPUNIT_TEST(risesWithEachChange);
    CPPUNIT_TEST(staysWhileNothingChanges);
    CPPUNIT_TEST(risesWithWhatIsNoticed);
    CPPUNIT_TEST(whoReadsAfterItHasRisenReadsTheNew);
    CPPUNIT_TEST(isNeverMetAgainAfterARestart);
    CPPUNIT_TEST(noticesWhoIsGone);
    CPPUNIT_TEST(whatIsOutOfUseIsNotGone);
    CPPUNIT_TEST(makesManyAtOnceAsEachAlone);
    CPPUNIT_TEST(makesAtMostAThousandAtOnce);
    CPPUNIT_TEST_SUITE_END();

public:
    void risesWithEachChange()
    {
        open();
        std::uint64_t last = state();
        const auto hasRisen = [&](const char* by)
        {
            CPPUNIT_ASSERT_MESSAGE(by, state() > last);
            last = state();
        };
        CPPUNIT_ASSERT_EQUAL(KC_OK, create(KC_ID_SYSTEM, "ann@alpha"));
        hasRisen("create");
        const kc_id ann = idOf("ann@alpha"), group = idOf("group@alpha");
        last = state();
        kc_user user{};
        user.size = sizeof user;
        user.login = str("anna@alpha");
        CPPUNIT_ASSERT_EQUAL(KC_OK, update(KC_ID_SYSTEM, ann, user, KC_USER_LOGIN));
        hasRisen("update");
        Context context = _kernel.context();
        CPPUNIT_ASSERT(_directory
                           ->relate(context, KC_ID_SYSTEM,
                                    {sizeof(kc_principal_link), KC_REL_MEMBER, group, ann, 1})
                           .ok());
        hasRisen("relate");
        CPPUNIT_ASSERT_EQUAL(KC_OK, remove(KC_ID_SYSTEM, ann));
        hasRisen("remove");
    }

    void staysWhileNothingChanges()
    {
        open();
        const kc_id user = idOf("user@alpha");
        (void)list(KC_ID_SYSTEM, membersOf(0));
        (void)list(user, membersOf(0));
        const std::uint64_t before = state();
        (void)list(user, membersOf(0));
        (void)find(user, named("chief@alpha"));
        (void)find(user, named("nobody@alpha"));
        (void)related(user, idOf("group@alpha"), KC_REL_MEMBER);
        CPPUNIT_ASSERT_EQUAL(KC_EDENIED, remove(user, idOf("chief@alpha")));
        CPPUNIT_ASSERT_EQUAL(before, state());
    }

    void risesWithWhatIsNoticed()
    {
        open();
        (void)list(KC_ID_SYSTEM, membersOf(0));
        const std::uint64_t before = state();
        add("alpha", "fresh", KC_USER_ACTIVE);
        CPPUNIT_ASSERT(idOf("fresh@alpha") != 0);
        const std::uint64_t later = state();
        CPPUNIT_ASSERT(later > before);
        _users.users["alpha.chief"].etag = "2";
        (void)list(KC_ID_SYSTEM, membersOf(companyId("alpha")));
        CPPUNIT_ASSERT(state() > later);
    }

    void whoReadsAfterItHasRisenReadsTheNew()
    {
        open();
        const kc_id user = idOf("user@alpha"); // remembered by its login
        _users.users["alpha.user"].address = "new@alpha.test";
        _users.users["alpha.user"].etag = "2";
        const std::uint64_t before = state();
        (void)list(KC_ID_SYSTEM, membersOf(companyId("alpha"))); // by another way
        CPPUNIT_ASSERT(state() > before);
        Context context = _kernel.context();
        std::string address;
        CPPUNIT_ASSERT(_directory
                           ->find(context, user, named("user@alpha", KC_MATCH_LOGIN),
                                  [&](const kc_principal& found)
                                  { address = view(found.user->email); })
                           .ok());
        CPPUNIT_ASSERT_EQUAL(std::string{"new@alpha.test"}, address);
    }

    void isNeverMetAgainAfterARestart()
    {
        open();
        for (int i = 0; i < 5; ++i)
            CPPUNIT_ASSERT_EQUAL(KC_OK, create(KC_ID_SYSTEM, "u" + std::to_string(i) + "@alpha"));
        const std::uint64_t before = state();
        kc::test::FakeKernel other;
        _sql.offerTo(other);
        other.offer<UserBackend>(_users);
        other.load(kc_module_entry(),
                   {{"enable_hosted_kopano", "yes"}, {"loginname_format", "%u@%c"}});
        DirectoryProxy directory{other.service(KC_DIRECTORY)};
        Context context = other.context();
        std::uint64_t after = 0;
        CPPUNIT_ASSERT(directory.state(context, after).ok());
        CPPUNIT_ASSERT(after > before);
    }

    void noticesWhoIsGone()
    {
        open();
        const kc_id user = idOf("user@alpha"), chief = idOf("chief@alpha");
        _users.users.erase("alpha.user");
        Context context = _kernel.context();
        CPPUNIT_ASSERT(_directory->clearCaches(context, KC_ID_SYSTEM).ok());
        const std::uint64_t before = state();
        CPPUNIT_ASSERT_EQUAL(0, countOf(chief, user));
        const std::uint64_t after = state();
        CPPUNIT_ASSERT(after > before);
        CPPUNIT_ASSERT_EQUAL(0, countOf(chief, user)); // once
        CPPUNIT_ASSERT_EQUAL(after, state());
        _users.failing = true; // a fault proves nobody gone
        CPPUNIT_ASSERT_THROW((void)countOf(KC_ID_SYSTEM, idOf("secret@alpha")), Fault);
        CPPUNIT_ASSERT_EQUAL(after, state());
    }

    void whatIsOutOfUseIsNotGone()
    {
        open();
        _users.users["plain"] = {"plain", "", KC_USER_ACTIVE};
        const kc_id user = idOf("user@alpha");
        _users.users["alpha.user"].company = ""; // in no company: of the other mode
        Context context = _kernel.context();
        CPPUNIT_ASSERT(_directory->clearCaches(context, KC_ID_SYSTEM).ok());
        const std::uint64_t before = state();
        CPPUNIT_ASSERT_EQUAL(0, countOf(KC_ID_SYSTEM, user));
        CPPUNIT_ASSERT_EQUAL(before, state());
    }

    void makesManyAtOnceAsEachAlone()
    {
        open();
        const kc_id chief = idOf("chief@alpha");
        const std::vector<std::pair<const char*, kc_code>> wanted{
            {"one@alpha", KC_OK},          {"two@beta", KC_ENOTFOUND}, // it does not see beta
            {"two@nowhere", KC_ENOTFOUND}, {"two@gamma", KC_EDENIED},  {"plain", KC_EINVAL},
            {"SYSTEM@alpha", KC_EEXISTS},  {"three@alpha", KC_OK}};
        std::vector<kc_user> users;
        std::vector<kc_new_user> rows;
        for (const auto& [login, code] : wanted)
        {
            users.push_back({});
            users.back().size = sizeof(kc_user);
            users.back().kind = KC_USER_ACTIVE;
            users.back().login = str(login);
        }
        for (const kc_user& user : users)
            rows.push_back({sizeof(kc_new_user), 0, &user, {}, {}});
        Context context = _kernel.context();
        std::size_t place = 0;
        const auto take = [&](const kc_new_principal_answer& answer)
        {
            const auto& [login, code] = wanted.at(place);
            CPPUNIT_ASSERT_EQUAL(std::uint64_t{place++}, answer.place);
            CPPUNIT_ASSERT_EQUAL_MESSAGE(login, kc_status{code}, answer.status);
            CPPUNIT_ASSERT_EQUAL_MESSAGE(login, code == KC_OK, answer.id != 0);
            CPPUNIT_ASSERT_EQUAL_MESSAGE(login, code == KC_OK ? idOf(login) : 0, answer.id);
            CPPUNIT_ASSERT_EQUAL_MESSAGE(login, code == KC_EINVAL, answer.why.n > 0);
        };
        CPPUNIT_ASSERT(_directory->createAll(context, chief, newUsers(rows), take).ok());
        CPPUNIT_ASSERT_EQUAL(wanted.size(), place);
        std::size_t denied = 0;
        const auto count = [&](const kc_new_principal_answer& answer)
        { denied += answer.status == KC_EDENIED ? 1 : 0; };
        CPPUNIT_ASSERT(_directory->createAll(context, 0, newUsers(rows), count).ok());
        CPPUNIT_ASSERT_EQUAL(wanted.size(), denied);
    }

    void makesAtMostAThousandAtOnce()
    {
        open();
        kc_user user{};
        user.size = sizeof user;
        user.login = str("x@alpha");
        const std::vector<kc_new_user> rows(1001, {sizeof(kc_new_user), 0, &user, {}, {}});
        Context context = _kernel.context();
        const auto take = [](const kc_new_principal_answer&) {};
        CPPUNIT_ASSERT(_directory->createAll(context, KC_ID_SYSTEM, newUsers(rows), take) ==
                       KC_ETOOBIG);
    }

private:
    std::uint64_t state()
    {
        Context context = _kernel.context();
        std::uint64_t changes = 0;
        CPPUNIT_ASSERT(_directory->state(context, changes).ok());
        return changes;
    }

    int countOf(kc_id actor, kc_id id)
    {
        Context context = _kernel.context();
        int count = 0;
        CPPUNIT_ASSERT(
            _directory->get(context, actor, {&id, 1}, [&](const kc_principal&) { ++count; }).ok());
        return count;
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ChangesTest);

} // namespace kc::directory::test
