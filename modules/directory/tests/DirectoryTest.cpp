// SPDX-License-Identifier: Apache-2.0
#include "ListedUsers.h"

#include <chrono>
#include <cppunit/extensions/HelperMacros.h>
#include <iostream>
#include <kc/directory.hpp>
#include <kc/test/fake_kernel.hpp>
#include <kc/test/memory_sql.hpp>

extern "C" const kc_module* kc_module_entry();

namespace kc::directory::test
{

class DirectoryTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(DirectoryTest);
    CPPUNIT_TEST(givesIdentitiesFromThreeOnAndKeepsThem);
    CPPUNIT_TEST(knowsTheBuiltInPrincipals);
    CPPUNIT_TEST(neverGivesAnIdentityToAnother);
    CPPUNIT_TEST(followsARenamedUser);
    CPPUNIT_TEST(tellsLocalFromRemote);
    CPPUNIT_TEST(remembersWhatWasFoundAndForgetsOnChange);
    CPPUNIT_TEST(remembersNeitherAbsenceNorFaults);
    CPPUNIT_TEST(neverCallsAFaultAbsence);
    CPPUNIT_TEST(passesAmbiguityOn);
    CPPUNIT_TEST(getsThoseThatExist);
    CPPUNIT_TEST(listsAllSortedByLogin);
    CPPUNIT_TEST(beginsAgainWhenTheBackendForgetsItsCursor);
    CPPUNIT_TEST(refusesReservedLogins);
    CPPUNIT_TEST(isReadOnlyWithoutAWriter);
    CPPUNIT_TEST(separatesBackends);
    CPPUNIT_TEST(neverServesOneNameForAnother);
    CPPUNIT_TEST(servesManyLookUps);
    CPPUNIT_TEST_SUITE_END();

    static constexpr std::uint32_t kName = KC_MATCH_LOGIN | KC_MATCH_ADDRESS;

public:
    void setUp() override
    {
        _users.users = {{"u1", {"ann", ""}}, {"u2", {"bob", "node1"}}, {"u3", {"Carl", "node2"}}};
        _sql.offerTo(_kernel);
        _kernel.offer(KC_USERBACKEND, &UserBackend::table(), serve(_users));
    }

    void givesIdentitiesFromThreeOnAndKeepsThem()
    {
        open();
        CPPUNIT_ASSERT_EQUAL(kc_id{3}, idOf("bob"));
        CPPUNIT_ASSERT_EQUAL(kc_id{4}, idOf("ann@example.com"));
        CPPUNIT_ASSERT_EQUAL(kc_id{3}, idOf("bob@example.com"));
        CPPUNIT_ASSERT_EQUAL(kc_id{4}, idOf("ann"));
    }

    void knowsTheBuiltInPrincipals()
    {
        open();
        CPPUNIT_ASSERT_EQUAL(kc_id{KC_ID_SYSTEM}, idOf("SYSTEM"));
        CPPUNIT_ASSERT_EQUAL(kc_id{KC_ID_EVERYONE}, idOf("everyone"));
        CPPUNIT_ASSERT_EQUAL(std::string{"Everyone,SYSTEM"}, get({1, 2}));
        CPPUNIT_ASSERT_EQUAL(kc_id{0}, idOf("systems"));
        CPPUNIT_ASSERT_EQUAL(kc_id{0}, idOf("everyoneelse"));
    }

    void neverGivesAnIdentityToAnother()
    {
        open();
        CPPUNIT_ASSERT_EQUAL(kc_id{3}, idOf("ann"));
        _users.users.erase("u1");
        _users.users["u9"] = {"ann", ""};
        forget();
        CPPUNIT_ASSERT(idOf("ann") > 3);
        CPPUNIT_ASSERT_EQUAL(std::string{""}, get({3}));
    }

    void followsARenamedUser()
    {
        open();
        CPPUNIT_ASSERT_EQUAL(kc_id{3}, idOf("ann"));
        _users.users["u1"].login = "anna";
        forget();
        CPPUNIT_ASSERT_EQUAL(kc_id{3}, idOf("anna"));
        CPPUNIT_ASSERT_EQUAL(kc_id{0}, idOf("ann"));
        CPPUNIT_ASSERT_EQUAL(std::string{"anna"}, get({3}));
    }

    void tellsLocalFromRemote()
    {
        open({{"server_name", "NODE1"}});
        CPPUNIT_ASSERT_EQUAL(1U, find("ann").isLocal);
        CPPUNIT_ASSERT_EQUAL(1U, find("bob").isLocal);
        CPPUNIT_ASSERT_EQUAL(0U, find("Carl").isLocal);
    }

    void remembersWhatWasFoundAndForgetsOnChange()
    {
        open();
        CPPUNIT_ASSERT_EQUAL(kc_id{3}, idOf("ann"));
        const int before = _users.calls;
        for (int i = 0; i < 10; ++i)
            CPPUNIT_ASSERT_EQUAL(kc_id{3}, idOf("ann"));
        CPPUNIT_ASSERT_EQUAL(before, _users.calls);
        Context context = _kernel.context();
        kc_user user{};
        user.size = sizeof user;
        user.login = str("anna");
        CPPUNIT_ASSERT(change(3, user, KC_USER_LOGIN).ok());
        CPPUNIT_ASSERT_EQUAL(kc_id{0}, idOf("ann"));
        CPPUNIT_ASSERT_EQUAL(kc_id{3}, idOf("anna"));
        CPPUNIT_ASSERT(_directory->remove(context, KC_ID_SYSTEM, 3).ok());
        CPPUNIT_ASSERT_EQUAL(kc_id{0}, idOf("anna"));
        CPPUNIT_ASSERT_EQUAL(std::string{""}, get({3}));
        kc_id made = 0;
        CPPUNIT_ASSERT(_directory->create(context, KC_ID_SYSTEM, user, "", made).ok());
        CPPUNIT_ASSERT_EQUAL(kc_id{4}, made);
        CPPUNIT_ASSERT_EQUAL(kc_id{4}, idOf("anna"));
    }

    void remembersNeitherAbsenceNorFaults()
    {
        open();
        CPPUNIT_ASSERT_EQUAL(kc_id{0}, idOf("dora"));
        _users.users["u4"] = {"dora", ""};
        _users.failing = true;
        CPPUNIT_ASSERT_THROW((void)idOf("dora"), Fault);
        _users.failing = false;
        CPPUNIT_ASSERT_EQUAL(kc_id{3}, idOf("dora"));
    }

    void neverCallsAFaultAbsence()
    {
        open();
        _users.failing = true;
        CPPUNIT_ASSERT_THROW((void)idOf("ann"), Fault);
        CPPUNIT_ASSERT_THROW((void)idOf("nobody"), Fault);
        CPPUNIT_ASSERT_THROW((void)list(), Fault);
        _users.failing = false;
        _sql.setFailing(true); // identities cannot be read
        CPPUNIT_ASSERT_THROW((void)idOf("ann"), Fault);
        CPPUNIT_ASSERT_THROW((void)get({3}), Fault);
        _sql.setFailing(false);
        CPPUNIT_ASSERT_EQUAL(kc_id{3}, idOf("ann"));
    }

    void passesAmbiguityOn()
    {
        open();
        Context context = _kernel.context();
        CPPUNIT_ASSERT(_directory->find(context, KC_ID_SYSTEM, named("twice"),
                                        [](const kc_principal&) {}) == KC_EEXISTS);
    }

    void getsThoseThatExist()
    {
        open();
        CPPUNIT_ASSERT_EQUAL(kc_id{3}, idOf("bob"));
        CPPUNIT_ASSERT_EQUAL(std::string{"bob,SYSTEM"}, get({7, 3, 0, -1, 2}));
        CPPUNIT_ASSERT_EQUAL(std::string{"bob"}, get({3})); // from memory
        _users.users.erase("u2");
        forget();
        CPPUNIT_ASSERT_EQUAL(std::string{""}, get({3}));
    }

    void beginsAgainWhenTheBackendForgetsItsCursor()
    {
        open();
        _users.expiring = 1;
        CPPUNIT_ASSERT_EQUAL(std::string{"ann bob Carl Everyone SYSTEM"}, list());
        _users.expiring = 2;
        Context context = _kernel.context();
        CPPUNIT_ASSERT(_directory->list(context, KC_ID_SYSTEM, membersOf(0),
                                        [](const kc_principal&) {}) == KC_EINVAL);
    }

    void listsAllSortedByLogin()
    {
        open();
        CPPUNIT_ASSERT_EQUAL(std::string{"ann bob Carl Everyone SYSTEM"}, list());
        CPPUNIT_ASSERT_EQUAL(std::string{"ann bob Carl Everyone SYSTEM"}, list());
        CPPUNIT_ASSERT_EQUAL(kc_id{3}, idOf("ann"));
        CPPUNIT_ASSERT_EQUAL(kc_id{5}, idOf("Carl"));
    }

    void refusesReservedLogins()
    {
        open();
        CPPUNIT_ASSERT_EQUAL(kc_id{3}, idOf("ann"));
        Context context = _kernel.context();
        kc_user user{};
        user.size = sizeof user;
        user.login = str("System");
        kc_id id = 0;
        CPPUNIT_ASSERT(_directory->create(context, KC_ID_SYSTEM, user, "", id) == KC_EEXISTS);
        CPPUNIT_ASSERT(change(3, user, KC_USER_LOGIN) == KC_EEXISTS);
        CPPUNIT_ASSERT(change(KC_ID_SYSTEM, user, KC_USER_EMAIL) == KC_EDENIED);
        CPPUNIT_ASSERT(_directory->remove(context, KC_ID_SYSTEM, KC_ID_EVERYONE) == KC_EDENIED);
        CPPUNIT_ASSERT(_directory->remove(context, KC_ID_SYSTEM, 77) == KC_ENOTFOUND);
    }

    void isReadOnlyWithoutAWriter()
    {
        open({}, false);
        CPPUNIT_ASSERT_EQUAL(kc_id{3}, idOf("ann"));
        Context context = _kernel.context();
        kc_user user{};
        user.size = sizeof user;
        user.login = str("new");
        kc_id id = 0;
        CPPUNIT_ASSERT(_directory->create(context, KC_ID_SYSTEM, user, "", id) == KC_ENOTSUP);
        CPPUNIT_ASSERT(change(3, user, KC_USER_LOGIN) == KC_ENOTSUP);
        CPPUNIT_ASSERT(_directory->remove(context, KC_ID_SYSTEM, 3) == KC_ENOTSUP);
    }

    void separatesBackends()
    {
        open();
        CPPUNIT_ASSERT_EQUAL(kc_id{3}, idOf("ann"));
        _sql.exec("UPDATE dir_principal SET backend = 'user-other' WHERE id = 3");
        forget();
        const kc_id other = idOf("ann");
        CPPUNIT_ASSERT(other > 3);
        CPPUNIT_ASSERT_EQUAL(std::string{"ann"}, get({3, other}));
    }

    // The class of CVE-2025-30189: every name and kind of match, asked twice, in both orders.
    void neverServesOneNameForAnother()
    {
        _users.users = {{"u1", {"ann", ""}},
                        {"u2", {"1ann", ""}},
                        {"u3", {"#3", ""}},
                        {"3", {"ann@example.com", ""}}};
        open();
        Context context = _kernel.context();
        for (int again = 0; again < 3; ++again)
            for (const sv name : {"ann", "1ann", "#3", "ann@example.com", "3", "#4"})
                for (const std::uint32_t match : {1U, 2U, 4U})
                {
                    std::string own, cached;
                    (void)_users.find(context, byName(name, match & kName),
                                      [&](const kc_user& user) { own = view(user.login); });
                    (void)_directory->find(context, KC_ID_SYSTEM, named(name, match),
                                           [&](const kc_principal& principal)
                                           { cached = view(principal.user->login); });
                    CPPUNIT_ASSERT_EQUAL_MESSAGE(std::string{name}, own, cached);
                }
    }

    void servesManyLookUps()
    {
        open();
        constexpr int kCalls = 200'000;
        const auto begin = std::chrono::steady_clock::now();
        Context context = _kernel.context();
        for (int i = 0; i < kCalls; ++i)
            (void)_directory->find(context, KC_ID_SYSTEM, named("ann@example.com"),
                                   [](const kc_principal&) {});
        const std::chrono::duration<double> time = std::chrono::steady_clock::now() - begin;
        CPPUNIT_ASSERT_EQUAL(1, _users.calls);
        std::cout << " " << static_cast<int>(kCalls / time.count()) << " look-ups/s ";
    }

private:
    struct Found
    {
        kc_id id = 0;
        std::uint32_t isLocal = 9;
    };

    template <class Object>
    void* serve(Object& object)
    {
        object.serviceHost = _kernel.host();
        return &object;
    }

    void open(std::map<std::string, std::string> options = {}, bool writable = true)
    {
        if (writable)
            _kernel.offer(KC_USERWRITER, &UserWriter::table(), serve(_writer));
        _kernel.load(kc_module_entry(), std::move(options));
        _directory.emplace(_kernel.service(KC_DIRECTORY));
    }

    Status change(kc_id id, const kc_user& user, std::uint32_t fields)
    {
        Context context = _kernel.context();
        return _directory->update(context, KC_ID_SYSTEM, id,
                                  {sizeof(kc_principal_change), fields, &user, str("")});
    }

    /// Empties the cache as each change does: makes a user.
    void forget()
    {
        Context context = _kernel.context();
        kc_user user{};
        user.size = sizeof user;
        user.login = str("other");
        kc_id id = 0;
        CPPUNIT_ASSERT(_directory->create(context, KC_ID_SYSTEM, user, "", id).ok());
    }

    Found find(sv name)
    {
        Context context = _kernel.context();
        Found found;
        const Status status = _directory->find(context, KC_ID_SYSTEM, named(name),
                                               [&](const kc_principal& principal) {
                                                   found = {principal.id, principal.is_local};
                                               });
        CPPUNIT_ASSERT(status.ok() || status == KC_ENOTFOUND);
        CPPUNIT_ASSERT_EQUAL(status.ok(), found.id != 0);
        return found;
    }

    kc_id idOf(sv name) { return find(name).id; }

    std::string get(const std::vector<kc_id>& ids)
    {
        Context context = _kernel.context();
        std::string logins;
        const Status status = _directory->get(context, KC_ID_SYSTEM, {ids.data(), ids.size()},
                                              [&](const kc_principal& principal)
                                              {
                                                  logins += logins.empty() ? "" : ",";
                                                  logins += view(principal.user->login);
                                              });
        CPPUNIT_ASSERT(status.ok());
        return logins;
    }

    std::string list()
    {
        Context context = _kernel.context();
        std::string logins;
        const Status status = _directory->list(context, KC_ID_SYSTEM, membersOf(0),
                                               [&](const kc_principal& principal)
                                               {
                                                   logins += logins.empty() ? "" : " ";
                                                   logins += view(principal.user->login);
                                               });
        CPPUNIT_ASSERT(status.ok());
        return logins;
    }

    kc::test::MemorySql _sql;
    ListedUsers _users;
    ListedUsersWriter _writer{_users};
    kc::test::FakeKernel _kernel;
    std::optional<DirectoryProxy> _directory;
};

CPPUNIT_TEST_SUITE_REGISTRATION(DirectoryTest);

} // namespace kc::directory::test
