// SPDX-License-Identifier: Apache-2.0
// Who sees and administers whom: every actor with every object, through every verb. What is not
// seen answers as what is not there, by the same steps.
#include "TenantFixture.h"

namespace kc::directory::test
{

namespace
{

constexpr std::uint32_t kSees = KC_ACCESS_SEES, kBoth = KC_ACCESS_SEES | KC_ACCESS_ADMINISTERS;

struct Actor
{
    const char* login; // "": nobody
    std::uint32_t level;
    std::map<std::string, std::uint32_t> rights; // on companies
};

const std::vector<Actor> kActors{
    {"", 0, {}},
    {"SYSTEM", 9, {{"alpha", kBoth}, {"beta", kBoth}, {"gamma", kBoth}, {"delta", kBoth}}},
    {"root@alpha", 2, {{"alpha", kBoth}, {"beta", kBoth}, {"gamma", kBoth}, {"delta", kBoth}}},
    {"chief@alpha", 1, {{"alpha", kBoth}, {"gamma", kSees}, {"delta", kSees}}},
    {"user@alpha", 0, {{"alpha", kSees}, {"gamma", kSees}, {"delta", kSees}}},
    {"remote@alpha", 0, {{"alpha", kSees}, {"gamma", kSees}, {"delta", kBoth}}},
    {"blind@alpha", 0, {{"alpha", kSees}, {"gamma", kSees}, {"delta", kSees}}},
    {"user@beta", 0, {{"beta", kSees}}},
    {"chief@beta", 1, {{"beta", kBoth}}},
};

struct Object
{
    const char* name; // "": the company itself
    std::uint32_t level;
    bool isHidden;
};

constexpr Object kObjects[] = {{"", 0, false},       {"user", 0, false}, {"chief", 1, false},
                               {"shared", 0, false}, {"card", 0, false}, {"group", 0, false},
                               {"secret", 0, true}};

} // namespace

class VisibilityTest : public TenantFixture
{
    CPPUNIT_TEST_SUITE(VisibilityTest);
    CPPUNIT_TEST(everyActorGetsWhatIsHis);
    CPPUNIT_TEST(aForeignNameTakesTheStepsOfAnAbsentOne);
    CPPUNIT_TEST(aForeignIdentityTakesTheStepsOfAnAbsentOne);
    CPPUNIT_TEST(aViewCountsAtOnceAndUntilItIsTaken);
    CPPUNIT_TEST(showsTheBuiltInOnesByTheOptions);
    CPPUNIT_TEST(givesNoLevelAboveOnesOwn);
    CPPUNIT_TEST(companiesAreTheSystemAdministrators);
    CPPUNIT_TEST(whoSeesNothingIsToldNothing);
    CPPUNIT_TEST_SUITE_END();

public:
    void everyActorGetsWhatIsHis()
    {
        open();
        int cells = 0;
        for (const Actor& actor : kActors)
            for (const std::string company : {"alpha", "beta", "gamma", "delta"})
                for (const Object& object : kObjects)
                {
                    check(actor, company, object);
                    cells += 5; // find, get, list, access, update
                }
        CPPUNIT_ASSERT(cells >= 1000);
    }

    /// Not only the same answer: the same questions, so that the time says nothing either.
    void aForeignNameTakesTheStepsOfAnAbsentOne()
    {
        open();
        const kc_id actor = idOf("user@alpha");
        (void)idOf("user@beta"); // is remembered now
        (void)find(KC_ID_SYSTEM, named("user@beta.test"));
        (void)find(actor, named("user@alpha"));
        const auto steps = [&](sv name, std::uint32_t kinds)
        {
            const int calls = _users.calls, rows = _users.rows;
            const std::size_t statements = _sql.statementsRun();
            const auto match = KC_MATCH_LOGIN | KC_MATCH_ADDRESS;
            CPPUNIT_ASSERT_EQUAL(std::string{}, find(actor, named(name, match, kinds)));
            return std::to_string(_users.calls - calls) + " " + std::to_string(_users.rows - rows) +
                   " " + std::to_string(_sql.statementsRun() - statements);
        };
        const std::string absent = steps("nobody@nowhere", 0);
        for (const sv name : {"user@beta", "chief@beta", "nobody@beta", "user@nowhere",
                              "user@beta.test", "nobody@beta.test"})
            CPPUNIT_ASSERT_EQUAL_MESSAGE(std::string{name}, absent, steps(name, 0));
        constexpr std::uint32_t kCompany = KC_KIND(KC_USER_COMPANY);
        CPPUNIT_ASSERT_EQUAL(steps("nowhere", kCompany), steps("beta", kCompany));
    }

    void aForeignIdentityTakesTheStepsOfAnAbsentOne()
    {
        open();
        const kc_id actor = idOf("user@alpha"), foreign = idOf("user@beta");
        (void)get(KC_ID_SYSTEM, foreign);
        CPPUNIT_ASSERT_EQUAL(std::string{"user@alpha"}, get(actor, actor));
        const auto steps = [&](kc_id id)
        {
            const int calls = _users.calls;
            const std::size_t statements = _sql.statementsRun();
            CPPUNIT_ASSERT_EQUAL(std::string{}, get(actor, id));
            CPPUNIT_ASSERT_EQUAL(KC_ENOTFOUND, update(actor, id, {}, KC_USER_FULLNAME));
            CPPUNIT_ASSERT_EQUAL(KC_ENOTFOUND, remove(actor, id));
            CPPUNIT_ASSERT_EQUAL(std::string{"absent"}, related(actor, id, KC_REL_SEND_AS));
            return std::to_string(_users.calls - calls) + " " +
                   std::to_string(_sql.statementsRun() - statements);
        };
        const std::string absent = steps(99'999);
        CPPUNIT_ASSERT_EQUAL(absent, steps(foreign));
        CPPUNIT_ASSERT_EQUAL(absent, steps(companyId("beta")));
    }

    void aViewCountsAtOnceAndUntilItIsTaken()
    {
        open();
        const kc_id actor = idOf("user@alpha"), beta = companyId("beta");
        for (const bool isOn : {true, false})
        {
            Context context = _kernel.context();
            const kc_principal_link link{sizeof link, KC_REL_VIEW, beta, companyId("alpha"),
                                         isOn ? 1U : 0U};
            CPPUNIT_ASSERT(_directory->relate(context, KC_ID_SYSTEM, link).ok());
            CPPUNIT_ASSERT_EQUAL(std::string{isOn ? "user@beta" : ""},
                                 find(actor, named("user@beta")));
            CPPUNIT_ASSERT_EQUAL(isOn, list(actor, membersOf(0)).contains("user@beta"));
        }
        // One direction only.
        CPPUNIT_ASSERT_EQUAL(std::string{}, find(idOf("user@gamma"), named("user@alpha")));
    }

    void showsTheBuiltInOnesByTheOptions()
    {
        for (const bool isHiding : {false, true})
        {
            VisibilityTest other;
            other.setUp();
            const std::string yes = isHiding ? "yes" : "no";
            other.open(
                {{"loginname_format", "%u@%c"}, {"hide_system", yes}, {"hide_everyone", yes}});
            const kc_id user = other.idOf("user@alpha"), chief = other.idOf("chief@alpha");
            CPPUNIT_ASSERT_EQUAL(isHiding, other.find(user, named("SYSTEM")).empty());
            CPPUNIT_ASSERT_EQUAL(isHiding, other.get(chief, KC_ID_SYSTEM).empty());
            CPPUNIT_ASSERT_EQUAL(isHiding, other.find(user, named("Everyone")).empty());
            CPPUNIT_ASSERT_EQUAL(std::string{"Everyone"}, other.find(chief, named("everyone")));
            CPPUNIT_ASSERT_EQUAL(std::string{"SYSTEM"}, other.find(KC_ID_SYSTEM, named("SYSTEM")));
            CPPUNIT_ASSERT_EQUAL(!isHiding, other.list(user, membersOf(0)).contains("SYSTEM"));
        }
    }

    void givesNoLevelAboveOnesOwn()
    {
        open();
        const kc_id chief = idOf("chief@alpha"), user = idOf("user@alpha");
        const kc_id root = idOf("root@alpha");
        kc_user change{};
        change.size = sizeof change;
        for (const auto& [level, code] : {std::pair{1U, KC_OK}, std::pair{2U, KC_EDENIED}})
        {
            change.admin_level = level;
            CPPUNIT_ASSERT_EQUAL(code, update(chief, user, change, KC_USER_ADMIN_LEVEL));
            CPPUNIT_ASSERT_EQUAL(code, create(chief, "new@alpha", KC_USER_ACTIVE, level));
        }
        CPPUNIT_ASSERT_EQUAL(KC_EDENIED, update(chief, root, change, KC_USER_FULLNAME));
        CPPUNIT_ASSERT_EQUAL(KC_EDENIED, remove(chief, root));
        CPPUNIT_ASSERT_EQUAL(KC_OK, update(root, user, change, KC_USER_ADMIN_LEVEL));
    }

    void companiesAreTheSystemAdministrators()
    {
        open();
        const kc_id chief = idOf("chief@alpha"), root = idOf("root@alpha");
        CPPUNIT_ASSERT_EQUAL(KC_EDENIED, create(chief, "omega", KC_USER_COMPANY));
        CPPUNIT_ASSERT_EQUAL(KC_EDENIED, remove(chief, companyId("alpha")));
        CPPUNIT_ASSERT_EQUAL(KC_ENOTFOUND, remove(chief, companyId("beta")));
        CPPUNIT_ASSERT_EQUAL(KC_OK, create(root, "omega", KC_USER_COMPANY));
        CPPUNIT_ASSERT_EQUAL(KC_OK, remove(root, companyId("beta")));
        CPPUNIT_ASSERT_EQUAL(kc_id{0}, idOf("user@beta"));
        CPPUNIT_ASSERT_EQUAL(KC_ENOTFOUND, create(chief, "new@beta"));
        CPPUNIT_ASSERT_EQUAL(KC_ENOTFOUND, create(chief, "new@nowhere"));
        CPPUNIT_ASSERT_EQUAL(KC_EDENIED, create(chief, "new@gamma"));
        CPPUNIT_ASSERT_EQUAL(KC_OK, create(chief, "new@alpha"));
        CPPUNIT_ASSERT_EQUAL(KC_EDENIED, create(idOf("user@alpha"), "new2@alpha"));
    }

    /// A caller who forgot to say who asks gets no rights.
    void whoSeesNothingIsToldNothing()
    {
        open();
        for (const kc_id actor : {kc_id{0}, kc_id{-1}, kc_id{77'777}, companyId("alpha"),
                                  idOf("group@alpha"), kc_id{KC_ID_EVERYONE}})
        {
            CPPUNIT_ASSERT_EQUAL(std::string{}, find(actor, named("user@alpha")));
            CPPUNIT_ASSERT_EQUAL(std::string{}, find(actor, named("Everyone")));
            CPPUNIT_ASSERT_EQUAL(std::string{}, get(actor, idOf("user@alpha")));
            CPPUNIT_ASSERT(list(actor, membersOf(0)).empty());
            CPPUNIT_ASSERT_EQUAL(KC_EDENIED, create(actor, "omega", KC_USER_COMPANY));
            Context context = _kernel.context();
            CPPUNIT_ASSERT(_directory->sync(context, actor) == KC_EDENIED);
            CPPUNIT_ASSERT(_directory->clearCaches(context, actor) == KC_EDENIED);
        }
    }

private:
    std::string get(kc_id actor, kc_id id)
    {
        Context context = _kernel.context();
        std::string login;
        const Status status =
            _directory->get(context, actor, {&id, 1},
                            [&](const kc_principal& found) { login = view(found.login); });
        CPPUNIT_ASSERT(status.ok());
        return login;
    }

    void check(const Actor& actor, const std::string& company, const Object& object)
    {
        const bool isCompany = *object.name == '\0';
        const std::string login = isCompany ? company : std::string{object.name} + "@" + company;
        const std::string cell = std::string{actor.login} + " and " + login;
        const std::uint32_t kinds = isCompany ? KC_KIND(KC_USER_COMPANY) : 0;
        const kc_id who = *actor.login == '\0' ? 0 : idOf(actor.login), id = idOf(login, kinds);
        CPPUNIT_ASSERT_MESSAGE(cell, id != 0);

        const auto found = actor.rights.find(company);
        std::uint32_t rights = found == actor.rights.end() ? 0 : found->second;
        const bool isAdmin = (rights & KC_ACCESS_ADMINISTERS) != 0;
        if (object.isHidden && !isAdmin)
            rights = 0;
        if (object.level > actor.level)
            rights &= kSees;
        const bool isSeen = rights != 0;
        const bool isListed = isSeen && (!object.isHidden || who == KC_ID_SYSTEM);
        const kc_code change = !isSeen                        ? KC_ENOTFOUND
                               : rights == kSees              ? KC_EDENIED
                               : isCompany && actor.level < 2 ? KC_EDENIED
                                                              : KC_OK;

        const std::string shown = isSeen ? login : "";
        const auto match = KC_MATCH_LOGIN | KC_MATCH_ADDRESS;
        CPPUNIT_ASSERT_EQUAL_MESSAGE(cell, shown, find(who, named(login, match, kinds)));
        CPPUNIT_ASSERT_EQUAL_MESSAGE(cell, shown, get(who, id));
        CPPUNIT_ASSERT_EQUAL_MESSAGE(cell, isListed,
                                     list(who, membersOf(0, kinds)).contains(login));
        Context context = _kernel.context();
        std::uint32_t given = 0;
        const Status status = _directory->access(context, who, id, given);
        CPPUNIT_ASSERT_EQUAL_MESSAGE(cell, isSeen ? KC_OK : KC_ENOTFOUND, status.code());
        CPPUNIT_ASSERT_EQUAL_MESSAGE(cell, rights, given);
        CPPUNIT_ASSERT_EQUAL_MESSAGE(cell, change, update(who, id, {}, KC_USER_FULLNAME));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(VisibilityTest);

} // namespace kc::directory::test
